import { createLogger } from "@nova/error-handler";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Alert, createNotifier } from "../src/index.ts";
import { type FakeVendor, startFakeVendor } from "./fake-vendor.ts";
import { token, vendors } from "./vendors.ts";

describe.each(Object.entries(vendors))("%s", (name, { make, limited, limitedMs, gone, refused }) => {
  let vendor: FakeVendor;
  let log: string[];
  beforeEach(async () => {
    vendor = await startFakeVendor();
    log = [];
  });
  afterEach(() => vendor.close());

  const notifierOf = (timeoutMs = 3_000) =>
    createNotifier({
      channels: [make(vendor.url)],
      logger: createLogger({ service: "test", write: (line) => log.push(line) }),
      timeoutMs,
    });
  const alert = (fields: Partial<Alert> = {}): Alert => ({
    level: "error",
    title: "whatsapp-worker falhou",
    message: "131047 em 12 envios",
    fields: [{ name: "Campanha", value: "c-42" }],
    url: "https://painel.example.com/execucoes/42",
    service: "whatsapp-worker",
    ...fields,
  });
  const told = (): string => JSON.stringify(vendor.received);

  test("an alert says what happened, to which id, and where to look", async () => {
    await notifierOf().notify(alert());
    for (const part of [
      "whatsapp-worker falhou",
      "131047 em 12 envios",
      "Campanha",
      "c-42",
      "https://painel.example.com/execucoes/42",
    ]) {
      expect(told()).toContain(part);
    }
    expect(vendor.paths[0]).toContain(token);
  });

  test("a rate limit is waited for as long as the vendor asks, and the alert still arrives", async () => {
    vendor.react(limited);
    const notifier = notifierOf();
    const startedAt = performance.now();
    await notifier.notify(alert());
    expect(vendor.received).toHaveLength(1); // the job is not held up meanwhile
    await notifier.notify(alert({ title: "outra" }));
    expect(vendor.received).toHaveLength(1);
    await notifier.flush();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(limitedMs - 5);
    expect(performance.now() - startedAt).toBeLessThan(limitedMs + 10_000);
    expect(vendor.received).toHaveLength(3);
  });

  test("a server error does not reach the job, and costs no storm", async () => {
    vendor.react({ status: 500, body: "rollup_error" });
    const notifier = notifierOf();
    await expect(notifier.notify(alert())).resolves.toBeUndefined();
    for (let n = 0; n < 20; n++) await notifier.notify(alert({ title: `outra ${n}` }));
    expect(vendor.received).toHaveLength(1);
  });

  test("a server that hangs holds the job up once, for no longer than the timeout", async () => {
    vendor.react("hang");
    const notifier = notifierOf(300);
    const startedAt = performance.now();
    for (let n = 0; n < 5; n++) await notifier.notify(alert({ title: `alerta ${n}` }));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(vendor.received).toHaveLength(1);
  });

  test("a server that is not there does not reach the job", async () => {
    await vendor.close();
    await expect(notifierOf().notify(alert())).resolves.toBeUndefined();
    vendor = await startFakeVendor();
  });

  test("a channel that is gone is left alone, and the log says so once without its secret", async () => {
    vendor.react(gone);
    const notifier = notifierOf();
    for (let n = 0; n < 3; n++) await notifier.notify(alert({ title: `alerta ${n}` }));
    await notifier.flush();
    expect(vendor.received).toHaveLength(1);
    expect(log).toHaveLength(1);
    expect(JSON.parse(`${log[0]}`)).toMatchObject({
      severity: "WARNING",
      message: "alert channel disabled",
      channel: name,
    });
    expect(log.join()).not.toContain(token);
  });

  test("an alert that the vendor refuses is told again in plain form", async () => {
    vendor.react(refused);
    await notifierOf().notify(alert());
    expect(vendor.received).toHaveLength(2);
    expect(vendor.received[1]).not.toEqual(vendor.received[0]);
    expect(JSON.stringify(vendor.received[1])).toContain("whatsapp-worker falhou");
    expect(log).toEqual([]);
  });

  test("an alert that is refused in plain form too is given up, and the log says why", async () => {
    vendor.react(refused, refused);
    const notifier = notifierOf();
    await notifier.notify(alert());
    await notifier.flush();
    expect(vendor.received).toHaveLength(2);
    expect(log.join()).toMatch(/alert not delivered.*400/);
  });

  test("no phone, address or secret leaves, whatever an error's text holds", async () => {
    const secrets = [
      "5511988887777",
      "+55 (11) 98888-7777",
      "maria@example.com",
      "EAAGm0PX4ZCpsBAsecret",
      token,
    ];
    const text = `falhou para ${secrets.slice(0, 4).join(" e ")} em https://discord.com/api/webhooks/1200000000000000001/${token} https://hooks.slack.com/services/T0/B0/${token} bot123456789:${token}`;
    const dirty = alert({
      title: text,
      message: text,
      fields: [{ name: text, value: text }],
      service: text,
      url: `https://x.example.com/?token=${token}`,
    });
    await notifierOf().notify(dirty);
    expect(vendor.received).toHaveLength(1);
    for (const secret of secrets) expect(told()).not.toContain(secret);
  });

  test("absurdly long and empty texts are taken as they can be", async () => {
    const long = "é😀".repeat(5_000);
    const notifier = notifierOf();
    await notifier.notify(
      alert({
        title: long,
        message: long,
        fields: Array.from({ length: 40 }, () => ({ name: long, value: long })),
        service: long,
      }),
    );
    await notifier.notify(alert({ title: "😀".repeat(300), message: "😀".repeat(5_000) }));
    await notifier.notify({
      level: "info",
      title: "",
      message: "",
      fields: [{ name: "", value: "" }],
      url: "not a link",
    });
    expect(vendor.received).toHaveLength(3);
    expect(told()).not.toContain("not a link");
    expect(told().isWellFormed()).toBe(true);
    expect(told()).not.toMatch(/\\ud[89a-f]/i);
  });
});
