// Runs JSON-Schema-Test-Suite with ajv, as tests/Conformance.Tests runs it with ours: node suite.mjs FOLDER, the suite's. A case counts as right when
// the schema compiles and the verdict is the expected one.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const suite = process.argv[2];
const drafts = {
  "draft2020-12": Ajv2020,
  draft7: Ajv,
};

function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => entry.name)
    .sort();
}

function remotes(folder, prefix = "") {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? remotes(join(folder, entry.name), `${prefix}${entry.name}/`)
      : [[`http://localhost:1234/${prefix}${entry.name}`, JSON.parse(readFileSync(join(folder, entry.name), "utf8"))]],
  );
}

const documents = remotes(join(suite, "remotes"));

// Only what a draft can read: its own remotes and those of no draft. All of another draft's would be errors of their own.
function documentsOf(draft) {
  return documents.filter(([uri]) => {
    const folder = uri.slice("http://localhost:1234/".length).split("/")[0];
    return folder === draft || !/^(draft|v1)/.test(folder);
  });
}

function create(draft, formats) {
  const ajv = new drafts[draft]({ strict: false, logger: false, validateFormats: formats });
  if (formats) {
    addFormats(ajv);
  }

  if (draft === "draft2020-12") {
    const draft7 = JSON.parse(readFileSync(new URL("node_modules/ajv/dist/refs/json-schema-draft-07.json", import.meta.url), "utf8"));
    ajv.addMetaSchema(draft7);
  }

  for (const [uri, document] of documentsOf(draft)) {
    try {
      ajv.addSchema(document, uri);
    } catch {
      // A document that ajv refuses is absent for the cases that need it.
    }
  }

  return ajv;
}

function count(draft, folder, formats) {
  let right = 0;
  let all = 0;
  for (const file of files(join(suite, "tests", draft, folder))) {
    for (const group of JSON.parse(readFileSync(join(suite, "tests", draft, folder, file), "utf8"))) {
      let validate = null;
      try {
        validate = create(draft, formats).compile(group.schema);
      } catch {
        // Right for no case.
      }

      for (const test of group.tests) {
        all++;
        try {
          right += validate !== null && validate(test.data) === test.valid ? 1 : 0;
        } catch {
          // Wrong.
        }
      }
    }
  }

  console.log(`${draft}, ${folder || "required"}: ${right} of ${all}`);
}

for (const draft of Object.keys(drafts)) {
  count(draft, "", false);
  count(draft, "optional", true);
  count(draft, "optional/format", true);
}
