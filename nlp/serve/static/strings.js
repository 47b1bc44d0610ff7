// What the page says, in Danish and English; and the names of labels and codes.
const WORDS = {
  skip: ["Spring til resultatet", "Skip to the result"],
  tagline: ["Hvem besluttede hvad i danske referater", "Who decided what in Danish minutes"],
  language: ["Sprog", "Language"],
  theme: ["Tema", "Theme"],
  "theme.auto": ["Som systemet", "As the system"],
  "theme.light": ["Lyst", "Light"],
  "theme.dark": ["Mørkt", "Dark"],
  input: ["Nyt referat", "New minutes"],
  paste: ["Indsæt et referat, eller slip en fil her", "Paste minutes, or drop a file here"],
  tag: ["Find beslutninger", "Find decisions"],
  file: ["Vælg fil …", "Choose a file …"],
  about: [
    "Giv et referat eller en dagsorden: PDF, Word (.docx), HTML, tekst eller FirstAgenda-JSON. Se punkt for punkt, hvad der blev besluttet, hvem der stemte imod, hvem der var fraværende, og hvor i teksten det står.",
    "Give minutes or an agenda: PDF, Word (.docx), HTML, text or FirstAgenda JSON. See item by item what was decided, who voted against, who was absent, and where the text says so.",
  ],
  privacy: ["Teksten sendes kun til denne tjeneste, som ikke gemmer den.", "The text goes to this service alone, which does not keep it."],
  more: ["Find også beløb, datoer, love, kommuner og regioner", "Find amounts, dates, laws, municipalities and regions, too"],
  example: ["Eksempel", "Example"],
  "example.none": ["Vælg et eksempel …", "Choose an example …"],
  key: ["Nøgle", "Key"],
  "key.why": ["Tjenesten kræver en nøgle. Den bliver på denne side.", "The service wants a key. It stays on this page."],
  working: ["Læser referatet …", "Reading the minutes …"],
  done: ["Færdig: {items} og {entities}.", "Done: {items} and {entities}."],
  "items.one": ["1 punkt", "1 item"],
  "items.many": ["{n} punkter", "{n} items"],
  "entities.one": ["1 fund", "1 entity"],
  "entities.many": ["{n} fund", "{n} entities"],
  "done.none": [
    "Der blev ikke fundet nogen punkter. Er det et helt referat med overskrifter som »Punkt 1: …«? Teksten står nedenfor, som den blev læst.",
    "No agenda items were found. Is it the whole of the minutes, with headings such as “Punkt 1: …”? The text stands below as it was read.",
  ],
  empty: ["Indsæt en tekst eller vælg en fil først.", "Paste a text or choose a file first."],
  failed: ["Det gik ikke. {message}", "That failed. {message}"],
  "fault.empty": ["Filen {name} er tom.", "The file {name} is empty."],
  "fault.body": ["Filen {name} fylder {size} MB; der tages højst {most} MB. Del den i enkelte møder.", "The file {name} has {size} MB; at most {most} MB are taken. Split it into single meetings."],
  "fault.unreadable": ["Filen kan ikke læses som et referat.", ""],
  "fault.too_large": ["Teksten er for lang. Del den i enkelte møder.", ""],
  "fault.memory": ["Dokumentet kræver for megen hukommelse. Del det i enkelte møder.", ""],
  "fault.too_slow": ["Dokumentet tog for lang tid. Del det i enkelte møder.", ""],
  "fault.format": ["Formatet kendes ikke. Giv PDF, .docx, HTML, tekst eller FirstAgenda-JSON.", ""],
  "fault.busy": ["Tjenesten har travlt. Prøv igen om lidt.", ""],
  "fault.unavailable": ["Tjenesten er ved at starte eller stoppe. Prøv igen om lidt.", ""],
  "fault.key": ["Nøglen mangler eller er forkert.", ""],
  "fault.slow_body": ["Filen kom for langsomt frem. Prøv igen.", ""],
  "fault.internal": ["Der er en fejl i tjenesten. Meld den gerne.", ""],
  "fault.other": ["Tjenesten afviste det.", ""],
  unreachable: ["Tjenesten svarer ikke. Prøv igen om lidt.", "The service does not answer. Try again in a moment."],
  unknown: ["Ukendt udvalg", "Unknown body"],
  people: ["{present} til stede, {absent} fraværende", "{present} present, {absent} absent"],
  "people.agenda": ["Medlemmer: {present}", "Members: {present}"],
  away: ["fraværende", "absent"],
  filter: ["Vis", "Show"],
  download: ["Hent", "Download"],
  "save.json": ["Alt (JSON)", "All (JSON)"],
  "save.items": ["Punkter (CSV)", "Items (CSV)"],
  "save.entities": ["Fund (CSV)", "Entities (CSV)"],
  "save.examples": ["Rettede eksempler ({n})", "Corrected examples ({n})"],
  items: ["Punkter", "Agenda items"],
  "items.none": ["Ingen punkter fundet.", "No agenda items found."],
  text: ["Tekst", "Text"],
  hint: [
    "Tryk på et fund, eller gå med piletasterne og Enter. Marker ord for at tilføje et fund.",
    "Press an entity, or move by arrow keys and Enter. Select words to add an entity.",
  ],
  detail: ["Detaljer", "Details"],
  close: ["Luk", "Close"],
  topic: ["Emne", "Topic"],
  decision_type: ["Sagstype", "Type"],
  outcomes: ["Beslutning", "Decision"],
  "outcomes.none": ["ikke fundet", "not found"],
  part: ["ad {part}", "point {part}"],
  votes: ["Stemmer", "Votes"],
  for: ["for", "for"],
  against: ["imod", "against"],
  abstain: ["undlod at stemme", "abstained"],
  inconsistent: ["tal og navne passer ikke sammen", "numbers and names do not agree"],
  remarks: ["Bemærkninger", "Remarks"],
  fates: ["Under andet punkt", "Under another item"],
  next_steps: ["Videre til", "Goes on to"],
  decides: ["træffer afgørelse", "decides"],
  history: ["Tidligere", "Earlier"],
  attendance: ["Fremmøde", "Attendance"],
  replaces: ["for {name}", "for {name}"],
  kind: ["Art", "Kind"],
  body: ["Udvalg", "Body"],
  date: ["Dato", "Date"],
  who: ["Hvem", "Who"],
  replaced: ["I stedet for", "In place of"],
  time: ["Klokken", "Time"],
  points: ["Indstillingspunkt", "Point"],
  absent: ["Fravær", "Absent"],
  case_number: ["Sagsnr.", "Case no."],
  closed: ["lukket", "closed"],
  changed: ["rettet", "corrected"],
  label: ["Art", "Label"],
  id: ["Betyder", "Resolves to"],
  rule: ["Regel", "Rule"],
  why: ["Kigger efter", "Looks for"],
  correct: ["Ret", "Correct"],
  untrained: ["Findes kun af regler: kommer ikke med i eksempler.", "Found by rules alone: not part of examples."],
  item: ["Punkt", "Item"],
  outside: ["uden for punkterne: kommer ikke med i eksempler", "outside the items: not part of any example"],
  "by.hand": ["tilføjet her", "added here"],
  "longer.start": ["Et ord mere foran", "A word more in front"],
  "shorter.start": ["Et ord mindre foran", "A word less in front"],
  "longer.end": ["Et ord mere bagved", "A word more behind"],
  "shorter.end": ["Et ord mindre bagved", "A word less behind"],
  remove: ["Fjern fundet", "Remove the entity"],
  as: ["Marker som", "Mark as"],
  add: ["Tilføj fund", "Add the entity"],
  words: ["Tilføj et fund: dets ord", "Add an entity: its words"],
  "words.missing": ["Ordene står ikke umarkeret i punktet.", "The words do not stand unmarked in this item."],
  overlap: ["Der er allerede et fund dér. Fjern det først.", "There is an entity there already. Remove it first."],
  right: ["Punktet er rigtigt: tag det med i eksemplerne", "The item is right: include it in the examples"],
  undo: ["Fortryd rettelser i punktet", "Undo corrections in this item"],
  percent: ["{score} %", "{score}%"],
  sure: ["sikker", "sure"],
  model: ["Model {name} {version} ({digest})", "Model {name} {version} ({digest})"],
  agenda: ["dagsorden", "agenda"],
  minutes: ["referat", "minutes"],
};

const LABELS = {
  PERSON: ["Person", "Person"], PARTY: ["Parti", "Party"], COMMITTEE: ["Udvalg", "Committee"],
  CASE_NUMBER: ["Sagsnummer", "Case number"], OUTCOME: ["Beslutning", "Outcome"],
  AMOUNT: ["Beløb", "Amount"], DATE: ["Dato", "Date"], LAW: ["Lov", "Law"],
  MUNICIPALITY: ["Kommune", "Municipality"], REGION: ["Region", "Region"],
  condition: ["betingelse", "condition"], amendment: ["ændringsforslag", "amendment"], reservation: ["forbehold", "reservation"],
  comment: ["bemærkning", "comment"], statement: ["udtalelse", "statement"], demand: ["krav", "demand"],
  proposal: ["forslag", "proposal"], absent: ["fraværende", "absent"], substitute: ["stedfortræder", "substitute"], arrived: ["kom", "arrived"], left: ["gik", "left"], disqualified: ["inhabil", "disqualified"],
  next: ["behandler sagen", "treats the case"], decides: ["træffer afgørelse", "decides"],
  approved: ["godkendt", "approved"], recommended: ["anbefalet", "recommended"], noted: ["taget til efterretning", "noted"],
  discussed: ["drøftet", "discussed"], postponed: ["udsat", "postponed"], rejected: ["afvist", "rejected"], referred: ["oversendt", "referred"],
  elected: ["valgt", "elected"], withdrawn: ["taget af dagsordenen", "withdrawn"], none: ["ingen beslutning", "no decision"],
  approval: ["godkendelse", "approval"], recommendation: ["anbefaling", "recommendation"], orientation: ["orientering", "orientation"],
  discussion: ["drøftelse", "discussion"], election: ["valg", "election"],
  formalities: ["formalia", "formalities"], governance: ["styrelse", "governance"], economy: ["økonomi", "economy"],
  administration: ["administration", "administration"], planning: ["planlægning", "planning"], property_housing: ["ejendomme og boliger", "property and housing"],
  roads_transport: ["veje og trafik", "roads and transport"], environment: ["miljø", "environment"], energy_supply: ["energi og forsyning", "energy and supply"],
  employment: ["beskæftigelse", "employment"], integration: ["integration", "integration"], daycare: ["dagtilbud", "daycare"], schools: ["skoler", "schools"],
  social: ["socialområdet", "social"], elderly: ["ældre", "elderly"], health: ["sundhed", "health"], culture_leisure: ["kultur og fritid", "culture and leisure"],
  business: ["erhverv", "business"], emergency: ["beredskab", "emergency"],
};

let language = "en";

export function languageNow() {
  return language;
}

export function setLanguage(chosen) {
  language = chosen === "da" ? "da" : "en";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-say-label]")) element.setAttribute("aria-label", say(element.dataset.sayLabel));
  for (const element of document.querySelectorAll(`[data-say-${language}]`)) element.textContent = element.getAttribute(`data-say-${language}`);
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
}

export function has(name) {
  return name in WORDS;
}

// `3 items`, `1 item`.
export function count(name, n) {
  return say(`${name}.${n === 1 ? "one" : "many"}`, { n });
}

export function say(name, values = {}) {
  const both = WORDS[name];
  const text = both ? both[language === "da" ? 0 : 1] : name;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

// The name of a label; one that nobody has translated (a model of your own) is shown as it is.
export function named(label) {
  const both = LABELS[label];
  return both ? both[language === "da" ? 0 : 1] : label;
}
