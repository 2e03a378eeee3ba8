// SignIn: in place of every page while this pinflow wants a key and nobody has given one.
import { useState } from "preact/hooks";
import { signIn } from "../api/session";
import icon from "../icon.svg";
import { useAction } from "../parts/loading";

export function SignIn() {
  const [key, setKey] = useState("");
  const enter = useAction(async () => {
    await signIn(key.trim());
    return undefined;
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    enter.run();
  };
  return (
    <main class="gate">
      <form class="card" onSubmit={submit}>
        <div class="brand"><img src={icon} alt="" />pinflow</div>
        <h1>Sign in</h1>
        <p class="muted">With an API key that has a role: viewer, operator or admin.</p>
        <label>API key
          <input type="password" autocomplete="current-password" required value={key} onInput={(event) => setKey(event.currentTarget.value)} />
        </label>
        <button type="submit" class="primary" disabled={enter.busy || key.trim() === ""}>Sign in</button>
        {enter.outcome}
      </form>
    </main>
  );
}
