/** Where a worker dies: before or after the request to this port, of which it is the nth. */
export type Death = {
  port: string;
  when: "before" | "after";
  nth?: number;
  /** Happens there instead of its death. */
  instead?: () => Promise<unknown>;
};

/** Ports that end a worker as a kill does: nothing that it asks for afterwards happens, and nothing is answered. */
export function createMortality(death: Death | undefined) {
  let die = () => {};
  const died = new Promise<false>((resolve) => {
    die = () => resolve(false);
  });
  let isDead = false;
  let seen = 0;
  const end = () => {
    isDead = true;
    die();
    return new Promise<never>(() => {});
  };

  const through = <A extends unknown[], R>(port: string, call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      const strikes = death?.port === port && ++seen === (death.nth ?? 1);
      if (isDead || (strikes && !death.instead && death.when === "before")) return end();
      if (strikes && death.when === "before") await death.instead?.();
      const result = await call(...args);
      if (!strikes || death.when === "before") return result;
      if (!death.instead) return end();
      await death.instead();
      return result;
    };
  };
  return { through, died };
}
