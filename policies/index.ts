import { PolicyPack } from "@pulumi/policy";
import { imagePinned } from "./rules/image-pinned";
import { namespaceRestricted } from "./rules/namespace-restricted";

/** Rules that hold for any stack, one file each: `pulumi preview --policy-pack policies`. */
new PolicyPack("berth", { policies: [imagePinned, namespaceRestricted] });
