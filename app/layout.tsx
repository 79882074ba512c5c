import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { readTheme, THEME_COOKIE } from "./_components/shell/theme";
import { Toasts } from "./_components/shell/toast";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Waybill", template: "%s · Waybill" },
  description: "What a company's OpenRouter money was spent on.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** The chosen theme comes from a cookie, so that the first paint has it; without one the system decides. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        {children}
        <Toasts />
      </body>
    </html>
  );
}
