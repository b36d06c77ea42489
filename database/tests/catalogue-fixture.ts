import { createTestDatabase } from "@nova/testing";

export type Catalogue = Awaited<ReturnType<typeof openCatalogue>>;

/** The schemas whose objects are ours. */
export const ours = "('public'::regnamespace, 'app'::regnamespace)";

/** A migrated database and the question that catalogue tests ask of it. */
export async function openCatalogue() {
  const database = await createTestDatabase();

  /** What a query finds, one word per row, in order. */
  async function find(sql: string): Promise<string[]> {
    const { rows } = await database.pool.query({ text: sql, rowMode: "array" });
    return rows.map(([word]) => String(word)).sort();
  }
  return { ...database, find };
}
