"use client";
import { Printer } from "lucide-react";
import { Button } from "@/app/_components/button";

export function PrintButton() {
  return (
    <Button onClick={() => window.print()}>
      <Printer aria-hidden size={14} />
      Print
    </Button>
  );
}
