// Requests to pinflow's own API, typed by the OpenAPI description that it serves.
import type { components, paths } from "../../generated/schema";

export type Schemas = components["schemas"];
export type Table = Schemas["Table"];
export type Cell = Table["rows"][number][number];

type Method = "get" | "post" | "put" | "delete";
type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type Answer<O> = O extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;
type Body<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;
type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : undefined;

export interface Given<O> {
  path?: Record<string, string | number>;
  query?: Query<O>;
  body?: Body<O>;
  signal?: AbortSignal;
}

// What the server answered in place of what was asked for.
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function urlOf(path: string, given: { path?: Record<string, string | number>; query?: unknown }): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given.path?.[name] ?? "")));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((given.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${filled}?${text}` : filled;
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Schemas["Error"];
    return new ApiError(response.status, body.message);
  } catch {
    return new ApiError(response.status, text || response.statusText);
  }
}

// What goes along with each change, and who wants to know that nobody is signed in any more.
export const credentials: { csrf: string; onLost: () => void } = { csrf: "", onLost: () => undefined };

export async function send<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method };
  if (signal) init.signal = signal;
  if (method !== "GET") {
    init.headers = { "Content-Type": "application/json", "X-CSRF-Token": credentials.csrf };
    if (body !== undefined) init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "pinflow does not answer");
  }
  if (response.status === 401 && method === "GET") credentials.onLost();
  if (!response.ok) throw await errorOf(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export function get<P extends PathsOf<"get">>(path: P, given: Given<Operation<P, "get">> = {}): Promise<Answer<Operation<P, "get">>> {
  return send("GET", urlOf(path, given), undefined, given.signal);
}
export function post<P extends PathsOf<"post">>(path: P, given: Given<Operation<P, "post">> = {}): Promise<Answer<Operation<P, "post">>> {
  return send("POST", urlOf(path, given), given.body ?? {}, given.signal);
}
export function put<P extends PathsOf<"put">>(path: P, given: Given<Operation<P, "put">> = {}): Promise<Answer<Operation<P, "put">>> {
  return send("PUT", urlOf(path, given), given.body ?? {}, given.signal);
}
export function remove<P extends PathsOf<"delete">>(path: P, given: Given<Operation<P, "delete">> = {}): Promise<Answer<Operation<P, "delete">>> {
  return send("DELETE", urlOf(path, given), undefined, given.signal);
}
