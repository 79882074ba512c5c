import type { Person } from "../acme";

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function choice([role, person]: [string, Person]): string {
  return `<button name="email" value="${escaped(person.email)}"><b>${escaped(person.name)}</b> <span>${escaped(role)}</span></button>`;
}

/** The page on which one says who one is: no password, it is a demo. */
export function signInPage(uid: string, people: Record<string, Person>): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Demo sign-in</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 10vh auto; padding: 0 1rem; color-scheme: light dark; }
  button { display: block; width: 100%; margin: .5rem 0; padding: .6rem .8rem; text-align: left; font: inherit; cursor: pointer; }
  input { box-sizing: border-box; width: 100%; padding: .6rem .8rem; font: inherit; }
  label { display: block; margin-top: 1.5rem; }
</style>
<h1>Who are you?</h1>
<p>The demo's identity provider. It believes everything.</p>
<form method="post" action="/interaction/${escaped(uid)}">
${Object.entries(people).map(choice).join("\n")}
</form>
<form method="post" action="/interaction/${escaped(uid)}">
<label>E-mail address of somebody else
<input name="email" type="email" required autocomplete="off"></label>
<button>Continue</button>
</form>
</html>`;
}
