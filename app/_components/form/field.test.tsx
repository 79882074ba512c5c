import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Field, Input, Select } from "./field";

it("describes a control by the hint and the error that stand there, and by none that does not", () => {
  const input = <Input id="name" name="name" />;
  const bare = renderToStaticMarkup(
    <Field id="name" label="Name">
      {input}
    </Field>,
  );
  expect(bare).not.toContain("aria-describedby");
  const full = renderToStaticMarkup(
    <Field id="name" label="Name" hint="As on the badge" error="Too long">
      {input}
    </Field>,
  );
  expect(full).toContain('aria-describedby="name-error name-hint"');
  for (const id of ["name-error", "name-hint"]) expect(full).toContain(`id="${id}"`);
});

it("leaves what stands beside the control as it is", () => {
  const both = renderToStaticMarkup(
    <Field id="word" label="Word" hint="One of them">
      <Select id="word" />
      <input type="hidden" name="word" />
    </Field>,
  );
  expect(both.match(/aria-describedby/g)).toHaveLength(1);
});
