import { renderMessage } from "@nova/whatsapp/render-message";
import { expect, test } from "vitest";
import { writeMessage } from "../src/write-message.ts";

const templateId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";
const toRender = { variables: { name: "Ana", cidade: "Recife" }, seed: 1, toValue: "5511900000001" };

test("a text needs the variables that have no fallback, in any of its variations", () => {
  const message = { kind: "text", text: "{Oi|Olá {{name}}} de {{cidade|sua cidade}}" } as const;
  expect(writeMessage(message)).toEqual({ message, components: [], needed: ["name"] });
});

test("a file goes with its text as the caption", () => {
  const media = { kind: "document", url: "https://x.example/a.pdf", filename: "a.pdf" } as const;
  const { components } = writeMessage({ kind: "text", text: "Olá {{name}}", media });
  const content = { kind: "text", body: "Olá {{name}}", components } as const;
  expect(renderMessage({ content, ...toRender })).toEqual({
    ...{ kind: "media", mediaType: "document", url: media.url },
    ...{ fileName: "a.pdf", caption: "Olá Ana" },
  });
});

test("parameters of a template go out in Meta's own shape, filled for each person", () => {
  const { components, needed } = writeMessage({
    kind: "meta",
    templateId,
    parameters: {
      header: { kind: "image", url: "https://x.example/a.png" },
      body: { nome: "{{name}}", onde: "{{cidade|aqui}}" },
      buttons: [
        { index: 0, kind: "url", value: "aula-{{cidade}}" },
        { index: 1, kind: "quick_reply", value: "sim" },
      ],
    },
  });
  expect(needed).toEqual(["name", "cidade"]);
  const content = { kind: "meta", name: "aula", language: "pt_BR", body: "", components } as const;
  expect(renderMessage({ content, ...toRender })).toMatchObject({
    components: [
      { type: "header", parameters: [{ type: "image", image: { link: "https://x.example/a.png" } }] },
      {
        type: "body",
        parameters: [
          { text: "Ana", parameter_name: "nome" },
          { text: "Recife", parameter_name: "onde" },
        ],
      },
      { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "aula-Recife" }] },
      { type: "button", sub_type: "quick_reply", index: "1", parameters: [{ payload: "sim" }] },
    ],
  });
});

test("a template without parameters goes out with those that are stored with it", () => {
  expect(writeMessage({ kind: "meta", templateId })).toMatchObject({ components: null, needed: [] });
});
