import * as z from "zod";

/**
 * The tightest limit that Kubernetes sets for any kind of workload: CronJobs append 11 characters to reach 63.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#cron-job-limitations
 */
export const MAX_NAME_LENGTH = 52;

/** Starts with a letter, which Services ask for beyond the rest of Kubernetes (RFC 1035, not only RFC 1123). */
const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/**
 * A name that may become an address in the cluster.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export const dnsLabel = z.string().refine((name) => LABEL.test(name) && name.length <= MAX_NAME_LENGTH, {
  error: `must be at most ${MAX_NAME_LENGTH} of a-z, 0-9 and "-", starting with a letter and not ending with "-"`,
});
