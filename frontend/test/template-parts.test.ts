import { expect, test } from "vitest";
import { fillTemplate } from "../src/pages/templates/fill-template.ts";
import { templateParts } from "../src/pages/templates/template-parts.ts";
import { newestVersion } from "../src/pages/wizard/template-slots.ts";

test("what stands around a template's text is read as Meta lists it", () => {
  const components = [
    { type: "HEADER", format: "TEXT", text: "Pedido {{1}}" },
    { type: "BODY", text: "Olá" },
    { type: "FOOTER", text: "Loja Exemplo" },
    {
      type: "BUTTONS",
      buttons: [
        { type: "URL", text: "Ver pedido" },
        { type: "QUICK_REPLY", text: "Sair" },
      ],
    },
  ];
  expect(templateParts(components)).toEqual({
    header: "Pedido {{1}}",
    footer: "Loja Exemplo",
    buttons: ["Ver pedido", "Sair"],
  });
});

test.each([
  ["an image above it", [{ type: "HEADER", format: "IMAGE" }], "image"],
  ["nothing above it", [{ type: "BODY", text: "Olá" }], null],
])("a template with %s", (_, components, header) => {
  expect(templateParts(components)).toEqual({ header, footer: null, buttons: [] });
});

test("the newest version is the highest one, in whatever order they come", () => {
  expect(newestVersion([{ version: 2 }, { version: 10 }, { version: 9 }])).toEqual({ version: 10 });
  expect(newestVersion([])).toBeUndefined();
});

test.each([
  ["by number", "Oi, {{1}}! {{ 2 }} hoje.", ["{{name}}", "20%"], "Oi, {{name}}! 20% hoje."],
  ["by name", "Oi, {{nome}}!", { nome: "{{name|cliente}}" }, "Oi, {{name|cliente}}!"],
  ["with a value missing", "Oi, {{1}}! {{2}}", ["Ana"], "Oi, Ana! {{2}}"],
])("a template is filled %s", (_, body, values, text) => {
  expect(fillTemplate(body, values)).toBe(text);
});
