/** What a person likes and dislikes of each collection, kept by this browser. */

const STORED = 'pictor.ratings';

/** As many as the server compares with; the newest stay. */
const MOST = 100;

const NONE = {liked: [], disliked: []};
const listeners = [];

/** The ids of a collection that are `liked` and `disliked`, the newest last. */
export const of = (collection) => kept[collection] ?? NONE;

/** Called after each change. */
export const onChange = (listener) => listeners.push(listener);

/** `liked`, `disliked`, or undefined for a picture that is not rated. */
export const ratingOf = (collection, id) => ['liked', 'disliked'].find((rating) => of(collection)[rating].includes(id));

/** Rates a picture; the rating that it has already is taken back. */
export function rate(collection, id, rating) {
  const taken = ratingOf(collection, id) === rating;
  const next = without(of(collection), id);
  if (!taken) next[rating] = [...next[rating], id].slice(-MOST);
  keep(collection, next);
}

export const forget = (collection, id) => keep(collection, without(of(collection), id));

export const clear = (collection) => keep(collection, NONE);

/** The same ratings without a picture. */
export const without = ({liked, disliked}, id) =>
  ({liked: liked.filter((some) => some !== id), disliked: disliked.filter((some) => some !== id)});

function keep(collection, ratings) {
  kept = {...kept, [collection]: ratings};
  try {
    localStorage.setItem(STORED, JSON.stringify(kept));
  } catch {
    // Storage can be switched off or full; the ratings then last as long as the page.
  }
  for (const listener of listeners) listener();
}

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? '{}');
    const lists = Object.entries(stored).map(([name, {liked, disliked}]) => [name, {liked: ids(liked), disliked: ids(disliked)}]);
    return Object.fromEntries(lists);
  } catch {
    return {};
  }
}

const ids = (list) => [list].flat().filter((id) => typeof id === 'string').slice(-MOST);

let kept = read();

// Another tab rates the same collection.
addEventListener('storage', ({key}) => {
  if (key !== STORED) return;
  kept = read();
  for (const listener of listeners) listener();
});
