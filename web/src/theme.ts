// Light or dark: as the system says, until somebody chooses.
import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";
const KEY = "pinflow.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function chosen(): Theme | null {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : null;
}

export function theme(): Theme {
  return chosen() ?? (system.matches ? "dark" : "light");
}

export function applyTheme(): void {
  document.documentElement.dataset["theme"] = theme();
  for (const listener of listeners) listener();
}

export function toggleTheme(): void {
  localStorage.setItem(KEY, theme() === "dark" ? "light" : "dark");
  applyTheme();
}

system.addEventListener("change", applyTheme);

export function useTheme(): Theme {
  const [now, setNow] = useState(theme);
  useEffect(() => {
    const changed = () => setNow(theme());
    listeners.add(changed);
    return () => {
      listeners.delete(changed);
    };
  }, []);
  return now;
}

// The value of a custom property, for canvases.
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
