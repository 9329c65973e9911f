// Reads CDA with readers from npm: a reader's name as argument, documents as a JSON array of strings on stdin; for each document
// an array of resources on stdout, or the words of what went wrong. Packages are found by NODE_PATH.
const SECTIONS = {problems: "Condition", allergies: "AllergyIntolerance", medications: "MedicationStatement",
  immunizations: "Immunization", encounters: "Encounter", procedures: "Procedure", results: "Observation", vitals: "Observation"};

const READERS = {
  "blue-button": () => {
    const {parse} = require("@amida-tech/blue-button");
    return text => {
      const {data} = parse(text);
      return Object.entries(SECTIONS).flatMap(([section, resourceType]) =>
        (data[section] || []).map(each => ({resourceType, ...each})));
    };
  },
  "medplum": () => {
    const {convertCcdaToFhir, convertXmlToCcda} = require("@medplum/ccda");
    return text => convertCcdaToFhir(convertXmlToCcda(text)).entry.map(each => each.resource);
  },
};

const read = READERS[process.argv[2]]();
const documents = JSON.parse(require("fs").readFileSync(0, "utf8"));
const told = console.log;
console.log = () => undefined;  // some readers talk
console.warn = console.log;
process.stdout.write(JSON.stringify(documents.map(text => {
  try { return read(text); } catch (error) { return String(error.message || error); }
})));
