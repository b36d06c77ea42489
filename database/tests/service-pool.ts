import pg from "pg";

export type ServicePool = ReturnType<typeof openServicePool>;

/** Many connections as service_role, so that calls made at the same time really meet. */
export function openServicePool(url: string, max: number) {
  const pool = new pg.Pool({ connectionString: url, max, options: "-c role=service_role" });
  pool.on("error", () => {}); // an idle connection that goes away when the database is dropped

  /** Calls a function: one call, one transaction. */
  async function call<T = Record<string, unknown>>(name: string, ...values: unknown[]): Promise<T> {
    const marks = values.map((_, index) => `$${index + 1}`).join(", ");
    const { rows } = await pool.query(`select public.${name}(${marks}) as result`, values);
    return rows[0].result;
  }
  return {
    call,
    query: (sql: string, values: unknown[]) => pool.query(sql, values),
    close: () => pool.end(),
  };
}
