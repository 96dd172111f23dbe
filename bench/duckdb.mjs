// The peer: DuckDB sums the counted columns of one CSV file. Its start-up is not counted.
//   node duckdb.mjs FILE.csv RUNS      prints the milliseconds of each query, one a line
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [file, runs] = [process.argv[2], Number(process.argv[3] ?? 5)];
const header = readFileSync(file, "utf8").split("\n", 1)[0].trim();
const columns = header.split(",").filter((name) => name !== "unit");
const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
const connection = await instance.connect();
const sums = columns.map((name) => `sum("${name}")`).join(", ");
for (let run = 0; run < runs; run++) {
  const started = process.hrtime.bigint();
  const reader = await connection.runAndReadAll(`select ${sums} from read_csv('${file}')`);
  const rows = reader.getRows();
  const took = Number(process.hrtime.bigint() - started) / 1e6;
  if (rows.length !== 1 || rows[0].length !== columns.length) throw new Error("no sums");
  console.log(took.toFixed(3));
}
