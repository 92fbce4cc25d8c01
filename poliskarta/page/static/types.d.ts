// What the page's scripts hand each other, for the type check; no script of its own.

/** A text in each language. */
type Texts = Record<string, string>;

interface Point {
  lat: number;
  lon: number;
}

/** [latitude, longitude] */
type LatLon = [number, number];
type Ring = LatLon[];
/** A polygon's rings. */
type Rings = Ring[];

/** Where an office or one of its stops stands; without lat and lon nobody knows. */
interface Place extends Partial<Point> {
  place?: string;
  municipality?: string;
  /** How far it may be from its point, in metres. */
  radius?: number;
  precision?: string;
  approximate?: boolean;
  rule?: Texts;
  hours?: Texts;
  /** Minutes of the week from and to which it is open, when every week is the same. */
  open?: [number, number][];
  /** The rule whose calendar tells it by date, when they are not. */
  calendar?: string;
  /** First and last date of a stop, of any precision. */
  since?: string;
  until?: string;
  note?: Texts;
  sources?: string[];
  certainty?: string;
}

/** As in opening_calendar.py; `runs` are written numbers. */
interface Calendar {
  first: string;
  cycle: boolean;
  weeks: [number, number][][];
  runs: string;
}

interface Stop extends Place {
  area?: Texts;
  from?: Texts;
  to?: Texts;
}

/** What is called `name` in the reader's language, and `names` in each, if they differ. */
interface Named {
  name: string;
  names?: Texts;
}

/** A text, and the address that it links to, "" for none. */
type Piece = [text: string, href: string];

interface Office extends Place, Named {
  id: string;
  kind: string;
  district?: string;
  address?: string;
  phone?: Piece[];
  email?: Piece[];
  website?: Piece[];
  matched_name?: string;
  opened?: Texts;
  closed?: Texts;
  stops?: Stop[];
  flags?: string[];
  /** Whether it isn't there on the date of the page. */
  absent?: boolean;
}

interface District extends Named {
  id: string;
  population?: number;
  population_year?: number;
  later_population?: number;
  later_population_year?: number;
  land_km2?: number;
  units?: string[];
  certainty?: string;
  note?: Texts;
  sources?: string[];
}

interface Kind {
  id: string;
  label: Texts;
  plural: Texts;
  shape: string;
  fixed: boolean;
}

/** A kind as the page draws it: its style class, and the group of the map that its offices are in. */
interface DrawnKind extends Kind {
  css: string;
  group: string;
}

interface Contact {
  id: string;
  label: Texts;
  value: string;
  href: string;
  emergency?: boolean;
}

interface Indicator {
  id: string;
  label: Texts;
  form: string;
  decimals: number;
  /** Whether offices change it. */
  setByOffices: boolean;
  method: string;
  /** Limits of the classes, from the lowest value to the highest. */
  limits: number[];
  /** A district's value, how low and high it may be by the offices' positions, its interval. */
  values: Record<string, number[]>;
  total: number[];
}

/** The points where people live, one number each. */
interface Demand {
  x: Float64Array;
  y: Float64Array;
  people: Float64Array;
  district: Int16Array;
}

interface EncodedDemand {
  areas: string;
  rows: string;
  people: string;
  districts: string[];
}

interface Projection {
  bounds: [west: number, south: number, east: number, north: number];
  degree: number;
  x: number[];
  y: number[];
}

interface WhatIf {
  demand: EncodedDemand;
  offices: [id: string, x: number, y: number][];
  projection: Projection;
  bandsKm: number[];
  catchmentKm: number;
  noticedM: number;
  shoreM: number;
}

/** Places of one rank and kind: their names, each the same in all languages or one a language. */
interface PlaceGroup {
  rank: number;
  kind: string;
  names: (string | Texts)[];
  /** One path. */
  points: string;
}

/** What people orient by, as `background.py` writes it: paths and rings in letters, by kind. */
interface Background {
  lines: Record<string, string[]>;
  areas: Record<string, string[]>;
  places: PlaceGroup[];
  /** Where the town of a unit's own name is, by the unit's number. */
  towns: Record<number, LatLon>;
}

/** A place of the background that may be named, and its name on the map once it was. */
interface PlaceName {
  name: string | Texts;
  kind: string;
  rank: number;
  point: LatLon;
  from: number;
  element?: HTMLElement;
}

/** A date from which on other offices are there; `figures` are those that differ from the page's. */
interface Step {
  date: string;
  said: Texts;
  usual: boolean;
  absent: string[];
  /** How many of the districts weren't there. */
  ceased: number;
  figures: Record<string, Pick<Indicator, "values" | "total">>;
}

/** What `payload.py` writes into the page. */
interface PageData {
  region: {
    id: string;
    title: Texts;
    place: Texts;
    date: string;
    timezone: string;
    languages: string[];
    officeNote: Texts;
    bounds: [LatLon, LatLon];
    contacts: Contact[];
  };
  kinds: Kind[];
  offices: Office[];
  districts: District[];
  units: Named[];
  ties: { id: string; district: string; name: Texts }[];
  sources: Record<string, { title: Texts; url?: string }>;
  calendars: Record<string, Calendar>;
  certainties: string[];
  indicators: Indicator[];
  shapes: {
    /** Polygons as numbers of arcs. */
    units: number[][][][];
    districts: number[][][][];
    arcs: string[];
    water: string[][];
    unitLabels: LatLon[];
    districtLabels: LatLon[];
    steps: number;
    coarseSteps: number;
    cells: string[];
    bands: { km: number; polygons: string[][] }[];
  };
  names: { names: string[]; within: number[]; municipalities: string[]; points: string; kinds: string; radii: string };
  background: Background;
  whatIf: Partial<WhatIf>;
  /** Which way each language is written: ltr or rtl. */
  directions: Record<string, string>;
  /** What people are used to; see i18n.Habits. */
  habits: { distance: "km" | "mi"; clock: 12 | 24; paper: string };
  basemap?: { url: string };
  /** The dates from which on other offices are there, in order; none where there is one only. */
  timeline?: Step[];
  hash: string;
  messages: Record<string, Record<string, string>>;
  translations: Record<string, Record<string, string>>;
}

/** A point that distances are measured from: the reader's (`me`), a `point` of the map, a `place`. */
interface Origin extends Point {
  from: string;
  name?: string;
  accuracy?: number;
  /** Of a place: as in NamedPlace. */
  kind?: string;
  radius?: number;
}

interface View extends Point {
  zoom: number;
}

/** What the reader has chosen. */
interface State {
  office?: string;
  district?: string;
  lang: string;
  view?: View;
  query: string;
  hiddenKinds: string[];
  panel: string;
  sort: string;
  area: string;
  certainty: string;
  /** The date shown, "" for that of the page. */
  date: string;
  time: string;
  colour?: string;
  /** The layers that are not as they were at first: `bands,-names`. */
  layers: string;
  scenario?: string;
  near?: Origin;
  /** Who made the last change. */
  from?: string;
  /** The minute, while the time chosen is now. */
  tick?: number;
}

type Listener<S> = (state: Readonly<S>, before: Readonly<S>) => void;

interface StoreOf<S> {
  get(): Readonly<S>;
  listen(listener: Listener<S>): void;
  update(changes: Partial<S>): void;
}

type Store = StoreOf<State>;

/** What a link asks for, as it stands there. */
interface Permalink {
  office?: string;
  district?: string;
  lang?: string;
  find?: string;
  hide?: string;
  in?: string;
  sure?: string;
  sort?: string;
  time?: string;
  date?: string;
  colour?: string;
  layers?: string;
  show?: string;
  try?: string;
  near?: Point;
  view?: View;
}

/** The key of a message, and what is put into it. */
type Message = [key: string, values?: Record<string, string | number>];

type NestedNumbers = (number | NestedNumbers)[];

/** What is known of an office at a time; `until` and `next` are minutes from the week's Monday on. */
type Opening =
  | { state: "unknown"; place?: undefined; until?: undefined; next?: undefined }
  | { state: "open"; place: Place; until: number; next?: undefined }
  | { state: "closed"; place?: undefined; until?: undefined; next?: number };

/** What the reader is to see. */
interface Results {
  offices: Office[];
  /** Metres from `origin` by the ids of the offices. */
  metres: Map<string, number>;
  origin?: Origin;
  instead: boolean;
  choices: NamedPlace[];
  sort: string;
}

/** How well a query fits: 2 as it is written, 1 with slips, 0.5 if it says more, 0 not at all. */
type Matcher = (query: string, withSlips?: boolean) => number;

/** A place that can be searched for. */
interface NamedPlace extends Point {
  name: string;
  municipality: string;
  /** What the gazetteer says that it is; or `unit`, or a `point` by its coordinates. */
  kind: string;
  /** How far it reaches around its point, in metres; 0 when nobody says. */
  radius: number;
  folded: string;
  fit: Matcher;
}

interface Suggestion {
  name: string;
  note: string;
  symbol: Element;
  changes: Partial<State>;
}

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** A name that may stand in one of several boxes. */
interface LabelCandidate {
  boxes: Box[];
  show(number: number, box: Box, said: Set<string>): void;
}

/** A name of the map: what it says, where it may stand, and between which zooms. */
interface MapName {
  element: HTMLElement;
  row: Named;
  points: LatLon[];
  from: number;
  to: number;
}

type OfficeMarker = import("./map/office-marker.js").OfficeMarker;
type Markers = Map<string, OfficeMarker>;

/** Offices put down, moved (to a point) or taken away (undefined), by their ids. */
type Scenario = Map<string, Point | undefined>;

/** An office in metres of the region's CRS; `district` is its place in the list, -1 for none. */
interface Facility {
  key: string;
  x: number;
  y: number;
  district: number;
}

interface Nearest {
  metres: Float64Array;
  office: Int32Array;
}

/** A district's figures by the names of the indicators; undefined is unknown. */
type Figures = Record<string, number | undefined>;

interface ScenarioResult {
  before: Figures[];
  after: Figures[];
  nearer: number;
  farther: number;
}

/** A figure by which a scenario is compared with the map. */
interface ComparedFigure {
  id: string;
  form: string;
  /** Digits that a file gets. */
  decimals: number;
  method: string;
  say(): string;
}

/** Put an office of a scenario at a point. */
type Drop = (key: string, point: Point) => void;

/** What is told by the id or "" for nothing of the kind. */
interface ById<T> {
  get(id: string | undefined): T | undefined;
  has(id: string | undefined): boolean;
}

interface Window {
  poliskarta: { map: L.Map; groups: Record<string, L.FeatureGroup> };
}
