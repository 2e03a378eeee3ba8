// Numbers, times and sizes as people read them.
const plain = new Intl.NumberFormat("en");
const rounded = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export function number(value: number): string {
  return plain.format(value);
}
export function rate(perSecond: number): string {
  return rounded.format(perSecond < 10 ? perSecond : Math.round(perSecond));
}
export function short(value: number): string {
  return Math.abs(value) < 10_000 ? rounded.format(value) : compact.format(value);
}

export function bytes(count: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : rounded.format(value)} ${units[unit]}`;
}

export function age(fromMs: number, nowMs = Date.now()): string {
  const seconds = Math.max(0, Math.round((nowMs - fromMs) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

// "4 s", "3 min", "2 h", "5 days".
export function span(ms: number): string {
  return age(0, Math.max(0, ms)).replace(/ ago$/, "");
}

export function lasted(fromMs: number, untilMs: number): string {
  const seconds = (untilMs - fromMs) / 1000;
  return seconds < 60 ? `${rounded.format(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

export function time(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").slice(0, 19);
}

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isInteger(value) ? plain.format(value) : String(value);
  return String(value);
}

export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
