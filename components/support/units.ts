import * as z from "zod";

/** CPU time as a Kubernetes quantity: thousandths of a core (`"250m"`) or cores (`"1.5"`). */
export type Cpu = `${number}m` | `${number}`;

/** An amount of memory or disk as a Kubernetes quantity in binary units, such as `"128Mi"`. */
export type Bytes = `${number}${keyof typeof UNITS}`;

const UNITS = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

const CPU = /^(?<milli>[1-9]\d*)m$|^(?<cores>\d+(\.\d{1,3})?)$/;
const BYTES = /^(?<amount>[1-9]\d*)(?<unit>Ki|Mi|Gi)$/;

/** Thousandths of a core; NaN for anything that is not a CPU quantity. */
export function millicores(quantity: string): number {
  const { milli, cores } = CPU.exec(quantity)?.groups ?? {};
  return milli ? Number(milli) : Math.round(Number(cores) * 1000);
}

/** Bytes; NaN for anything that is not a quantity in binary units. */
export function bytes(quantity: string): number {
  const { amount, unit } = BYTES.exec(quantity)?.groups ?? {};
  return Number(amount) * (unit === "Ki" ? UNITS.Ki : unit === "Mi" ? UNITS.Mi : UNITS.Gi);
}

/** The shortest quantity for that many thousandths of a core. */
export const asCpu = (milli: number): Cpu => (milli % 1000 === 0 ? `${milli / 1000}` : `${milli}m`);

/** A quantity in whole mebibytes, rounded down. */
export const asMebibytes = (amount: number): Bytes => `${Math.floor(amount / UNITS.Mi)}Mi`;

/** A CPU quantity above zero. */
export const cpu = z.custom<Cpu>((value) => typeof value === "string" && millicores(value) > 0, {
  error: 'must be a CPU quantity, such as "250m" or "1.5"',
});

/** An amount of memory or disk that is not below a floor. */
export const amount = (floor: Bytes) =>
  z.custom<Bytes>((value) => typeof value === "string" && bytes(value) >= bytes(floor), {
    error: `must be an amount of at least ${floor}, such as "128Mi" or "2Gi"`,
  });

/** A count or a number of seconds between two bounds. */
export function whole(least: number, most = Infinity) {
  const error = `must be a whole number ${most === Infinity ? `>= ${least}` : `from ${least} to ${most}`}`;
  return z.number({ error }).refine((value) => Number.isInteger(value) && value >= least && value <= most, { error });
}
