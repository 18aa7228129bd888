/** What a server that follows another says of itself: whose copy it is, and how far behind. */

import * as api from './api.js';
import {byId} from './dom.js';
import * as i18n from './i18n.js';

const {t} = i18n;

/** Seconds. A copy that asks every second is as its leader until then. */
const USUAL_LAG = 5;

let state = {};

/** Address of the server that is followed, where changes go; empty when this one takes them. */
export const leader = () => state.leader ?? '';

/** Learns how far the copy is. Whether its leader, which lends it the pictures, is back. */
export async function look() {
  const before = state;
  try {
    state = await api.replication();
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    return false; // what is said of the server that does not answer is said elsewhere
  }
  retell();
  return before.problem !== undefined && state.problem === undefined;
}

export function retell() {
  const line = byId('follower');
  const words = leader() ? sentence(state) : '';
  if (line.textContent !== words) line.textContent = words;
  line.hidden = words === '';
}

function sentence({leader, synced, problem, problemCode: code, problemValues: values, lagSeconds, versionsBehind}) {
  const late = problem || versionsBehind > 0 || lagSeconds >= USUAL_LAG;
  const lag = !synced ? t(problem ? 'follower.unknown' : 'follower.beginning', {leader})
    : late ? t('follower.behind', {leader, time: i18n.roughly(lagSeconds)}) : t('follower.upToDate', {leader});
  return problem ? t('follower.problem', {lag, reason: i18n.reason({code, values, sentence: problem})}) : lag;
}
