// For the tests: node samples.mjs json FILE prints the documents of a YAML file, as Kubernetes and Compose read YAML (1.1);
// kubernetes FILE and compose FILE say what does not fit the API's types and the Compose specification's schema.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const [, , command, file] = process.argv;
const modules = fileURLToPath(new URL('node_modules/', import.meta.url));

const documents = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1', uniqueKeys: true }).map(document => {
  if (document.errors.length > 0) throw document.errors[0];
  return document.toJS();
});

/** Where the types of a group's version are. A group that is not here is not checked, which is a fault of the sample. */
const groups = { 'v1': 'core/v1', 'apps/v1': 'apps/v1', 'networking.k8s.io/v1': 'networking/v1' };

/** The API's types know every field and which are required: a literal of a type may have no other, at any depth. */
async function findUnfit({ apiVersion, kind, ...rest }) {
  const { default: ts } = await import('typescript');
  if (!(apiVersion in groups)) return [`${apiVersion} is no group whose types are here`];
  const source = `import { ${kind} } from 'kubernetes-types/${groups[apiVersion]}';\nexport const sample: ${kind} = ${JSON.stringify({ apiVersion, kind, ...rest }, null, 1)};\n`;
  const name = `${modules}sample.ts`;
  const options = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, lib: ['lib.es2015.d.ts'], types: [], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = path => path === name || fileExists(path);
  host.getSourceFile = (path, ...more) => path === name ? ts.createSourceFile(path, source, ts.ScriptTarget.ESNext) : getSourceFile.call(host, path, ...more);
  const program = ts.createProgram([name], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start }) =>
    `${kind}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}${start === undefined ? '' : ` (at ${source.slice(start, start + 60).split('\n')[0]})`}`);
}

async function findUnfitCompose(document) {
  const { default: Ajv } = await import('ajv');
  const { $schema, ...schema } = JSON.parse(readFileSync(`${modules}dclint/schemas/compose.schema.json`, 'utf8'));
  const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);
  return validate(document) ? [] : validate.errors.map(error => `${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
}

if (command === 'json') {
  console.log(JSON.stringify(documents));
} else {
  const found = (await Promise.all(documents.map(command === 'kubernetes' ? findUnfit : findUnfitCompose))).flat();
  console.log(found.join('\n'));
  process.exitCode = found.length === 0 ? 0 : 1;
}
