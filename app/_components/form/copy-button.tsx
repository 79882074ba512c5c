"use client";
import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button, type ButtonLook } from "../button";
import { toast } from "../shell/toast";

/** Copies `text` (or this page's address) and says so. */
export function CopyButton({
  text,
  label = "Copy",
  done = "Copied",
  look = "secondary",
  size = "medium",
  icon = <Copy aria-hidden size={14} />,
}: {
  /** Left out: the address of the page. */
  text?: string;
  label?: string;
  /** Said when it worked. */
  done?: string;
  look?: ButtonLook;
  size?: "small" | "medium";
  icon?: ReactNode;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text ?? window.location.href);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
      toast(done);
    } catch {
      // Browsers refuse the clipboard on plain http and without permission.
      toast("The browser did not allow copying. Select the text and copy it yourself.");
    }
  };
  return (
    <Button look={look} size={size} onClick={copy}>
      {copied ? <Check aria-hidden size={14} /> : icon}
      {label}
    </Button>
  );
}
