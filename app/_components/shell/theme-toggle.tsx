"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { THEME_COOKIE, THEMES, type Theme } from "./theme";

const LOOKS = {
  system: { icon: Monitor, label: "As the system" },
  light: { icon: Sun, label: "Light" },
  dark: { icon: Moon, label: "Dark" },
} as const;

/** Applies at once and is remembered in a cookie for a year, which the server reads for the first paint. */
function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=31536000; samesite=lax`;
}

/** Three choices, one pressed. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const [chosen, setChosen] = useState(initial);
  return (
    <fieldset className="inline-flex rounded-md border border-line p-0.5">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((theme) => {
        const Icon = LOOKS[theme].icon;
        return (
          <button
            key={theme}
            type="button"
            aria-pressed={theme === chosen}
            title={LOOKS[theme].label}
            onClick={() => {
              applyTheme(theme);
              setChosen(theme);
            }}
            className="rounded p-1.5 text-muted hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink"
          >
            <Icon aria-hidden size={14} />
            <span className="sr-only">{LOOKS[theme].label}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
