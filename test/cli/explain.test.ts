import { describe, expect, it } from "vitest";
import { explainPods } from "../../cli/explain";
import { fakeTarget } from "./support/target";

const container = { name: "greeter", ready: false, restartCount: 0, state: {} };
const pod = (status: object) => ({ metadata: { name: "greeter-1" }, status: { phase: "Running", ...status } });
const podsAre = (...items: object[]) => `'${JSON.stringify({ items })}'`;
const fakeKubectl = (pods: string, log = "", events = "") => ({
  kubectl: `case "$*" in
    *"get pods"*) echo ${pods};;
    *"get events"*) echo "${events}";;
    *logs*--previous*) echo "${log}";;
    *logs*) echo "now: ${log}";;
  esac`,
});
const more = "  more: kubectl --context berth-sandbox --namespace berth describe pod greeter-1";

describe("explainPods", () => {
  it("says nothing of pods that are ready, done or leaving", async () => {
    const target = await fakeTarget(
      fakeKubectl(
        podsAre(
          pod({ containerStatuses: [{ ...container, ready: true }] }),
          pod({ phase: "Succeeded", containerStatuses: [container] }),
          {
            ...pod({ containerStatuses: [container] }),
            metadata: { name: "old", deletionTimestamp: "2026-01-01T00:00:00Z" },
          },
        ),
      ),
    );
    expect(await explainPods(target)).toBe("");
  });

  it("gives exit code, restarts and the last lines of the run before", async () => {
    const crashed = {
      ...container,
      restartCount: 2,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 7, reason: "Error" } },
    };
    const target = await fakeTarget(fakeKubectl(podsAre(pod({ containerStatuses: [crashed] })), "no such table"));
    expect(await explainPods(target)).toBe(
      [
        'Pod "greeter-1" is not ready:',
        "  container greeter: ended with exit code 7 (Error), restarted 2 times; its last lines:",
        "    no such table",
        more,
      ].join("\n"),
    );
  });

  it("gives the reason why an image is not there", async () => {
    const waiting = { ...container, state: { waiting: { reason: "ErrImagePull", message: "not found" } } };
    const target = await fakeTarget(fakeKubectl(podsAre(pod({ containerStatuses: [waiting] }))));
    expect(await explainPods(target)).toContain("  container greeter: ErrImagePull: not found");
  });

  it("gives the last warning about a container that runs and is not ready", async () => {
    const target = await fakeTarget(
      fakeKubectl(podsAre(pod({ containerStatuses: [container] })), "listening", "Readiness probe failed: 503"),
    );
    expect(await explainPods(target)).toContain("does not succeed: Readiness probe failed: 503");
  });

  it("says why no node takes a pod", async () => {
    const conditions = [{ type: "PodScheduled", status: "False", message: "0/1 nodes: Insufficient memory" }];
    const target = await fakeTarget(fakeKubectl(podsAre(pod({ phase: "Pending", conditions }))));
    expect(await explainPods(target)).toContain("  scheduling: 0/1 nodes: Insufficient memory");
  });
});
