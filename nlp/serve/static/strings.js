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
  tag: ["Find", "Find"],
  file: ["Vælg fil …", "Choose a file …"],
  example: ["Eksempel", "Example"],
  "example.none": ["Vælg …", "Choose …"],
  key: ["Nøgle", "Key"],
  "key.why": ["Tjenesten kræver en nøgle. Den bliver på denne side.", "The service wants a key. It stays on this page."],
  working: ["Læser referatet …", "Reading the minutes …"],
  done: ["{items} punkter, {entities} fund.", "{items} items, {entities} entities."],
  empty: ["Indsæt en tekst eller vælg en fil først.", "Paste a text or choose a file first."],
  failed: ["Det gik ikke: {message}", "That failed: {message}"],
  unreachable: ["Tjenesten svarer ikke. Prøv igen om lidt.", "The service does not answer. Try again in a moment."],
  unknown: ["Ukendt udvalg", "Unknown body"],
  people: ["{present} til stede, {absent} fraværende", "{present} present, {absent} absent"],
  filter: ["Vis", "Show"],
  download: ["Hent", "Download"],
  "save.json": ["JSON", "JSON"],
  "save.items": ["CSV: punkter", "CSV: items"],
  "save.entities": ["CSV: fund", "CSV: entities"],
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
  decision_type: ["Type", "Type"],
  outcomes: ["Beslutning", "Decision"],
  part: ["pkt. {part}", "pt. {part}"],
  votes: ["Stemmer", "Votes"],
  for: ["for", "for"],
  against: ["imod", "against"],
  abstain: ["undlod", "abstained"],
  inconsistent: ["tal og navne passer ikke sammen", "numbers and names do not agree"],
  remarks: ["Bemærkninger", "Remarks"],
  fates: ["Andetsteds", "Elsewhere"],
  next_steps: ["Videre til", "Goes on to"],
  decides: ["afgør", "decides"],
  history: ["Tidligere", "Earlier"],
  attendance: ["Fremmøde", "Attendance"],
  replaces: ["for {name}", "for {name}"],
  kind: ["Art", "Kind"],
  body: ["Udvalg", "Body"],
  date: ["Dato", "Date"],
  who: ["Hvem", "Who"],
  absent: ["Fravær", "Absent"],
  case_number: ["Sagsnr.", "Case no."],
  closed: ["lukket", "closed"],
  changed: ["rettet", "corrected"],
  label: ["Art", "Label"],
  id: ["Betyder", "Resolves to"],
  rule: ["Regel", "Rule"],
  item: ["Punkt", "Item"],
  outside: ["uden for punkterne: kommer ikke med i eksempler", "outside the items: not part of any example"],
  "by.hand": ["tilføjet her", "added here"],
  shorter: ["{side}: ord −", "{side}: word −"],
  longer: ["{side}: ord +", "{side}: word +"],
  start: ["Start", "Start"],
  end: ["Slut", "End"],
  remove: ["Fjern fundet", "Remove the entity"],
  as: ["Marker som", "Mark as"],
  add: ["Tilføj fund", "Add the entity"],
  words: ["Tilføj et fund: dets ord", "Add an entity: its words"],
  "words.missing": ["Ordene står ikke umarkeret i punktet.", "The words do not stand unmarked in this item."],
  overlap: ["Der er allerede et fund dér. Fjern det først.", "There is an entity there already. Remove it first."],
  right: ["Punktet er rigtigt: tag det med i eksemplerne", "The item is right: include it in the examples"],
  undo: ["Fortryd rettelser i punktet", "Undo corrections in this item"],
  score: ["{score} % sikker", "{score}% sure"],
  model: ["Model {name} {version} ({digest})", "Model {name} {version} ({digest})"],
  agenda: ["dagsorden", "agenda"],
  minutes: ["referat", "minutes"],
};

const LABELS = {
  PERSON: ["Person", "Person"], PARTY: ["Parti", "Party"], COMMITTEE: ["Udvalg", "Committee"],
  CASE_NUMBER: ["Sagsnummer", "Case number"], OUTCOME: ["Beslutning", "Outcome"],
  AMOUNT: ["Beløb", "Amount"], DATE: ["Dato", "Date"], LAW: ["Lov", "Law"], PLACE: ["Sted", "Place"],
  condition: ["betingelse", "condition"], amendment: ["ændringsforslag", "amendment"], reservation: ["forbehold", "reservation"],
  comment: ["bemærkning", "comment"], statement: ["udtalelse", "statement"], demand: ["krav", "demand"],
  substitute: ["stedfortræder", "substitute"], arrived: ["kom", "arrived"], left: ["gik", "left"], disqualified: ["inhabil", "disqualified"],
  next: ["næste", "next"], decides: ["afgør", "decides"],
  approved: ["godkendt", "approved"], recommended: ["anbefalet", "recommended"], noted: ["taget til efterretning", "noted"],
  discussed: ["drøftet", "discussed"], postponed: ["udsat", "postponed"], rejected: ["afvist", "rejected"], referred: ["oversendt", "referred"],
  elected: ["valgt", "elected"], withdrawn: ["taget af dagsordenen", "withdrawn"], none: ["intet", "none"],
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
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
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
