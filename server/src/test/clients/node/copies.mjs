// Backups, what is restored from them, their schedules, and collections.

import { check, client, equal, generation, refused, withIndex } from "./clients.mjs";

const records = [
  { id: "a", values: [1, 0, 0] },
  { id: "b", values: [0, 1, 0] },
];

async function aBackupOutlivesItsIndex() {
  let backupId;
  await withIndex("kept", { tags: { team: "a" } }, async (index) => {
    await index.namespace("space").upsert({ records });
    const wanted = { indexName: "kept", name: "monday", description: "before" };
    const backup = await client.createBackup(wanted);
    equal([backup.name, backup.status], ["monday", "Ready"], "a backup is ready at once");
    equal([Number(backup.recordCount), backup.sourceIndexName], [2, "kept"], "it says what is in it");
    const ofIndex = await client.listBackups({ indexName: "kept" });
    equal(ofIndex.data.map((each) => each.name), ["monday"], "an index lists its backups");
    backupId = backup.backupId;
  });
  equal((await client.describeBackup(backupId)).name, "monday", "it is described");
  const all = await client.listBackups({ limit: 100 });
  check(all.data.some((each) => each.backupId === backupId), "the project lists it");

  const begun = await client.createIndexFromBackup({ backupId, name: "again", tags: { team: "b" } });
  const job = await client.describeRestoreJob(begun.restoreJobId);
  equal([job.targetIndexName, job.status], ["again", "Completed"], "a job tells");
  const jobs = await client.listRestoreJobs({ limit: 100 });
  check(jobs.data.some((each) => each.restoreJobId === job.restoreJobId), "it is listed");
  const again = await client.describeIndex("again");
  const stats = await client.index({ host: again.host }).describeIndexStats();
  equal(stats.totalRecordCount, 2, "the records are back");
  equal(again.tags.team, "b", "tags may be new");
  await client.deleteIndex("again");
  await client.deleteBackup(backupId);
  await refused("PineconeNotFoundError", `/backups/${backupId}`, () => client.describeBackup(backupId));
}

async function backupsAreMadeOnASchedule() {
  if (generation < 9) return; // has no schedules
  const schedules = client.backupSchedules;
  await withIndex("scheduled", {}, async () => {
    const wanted = { name: "nightly", frequency: "daily", retentionDays: 7 };
    const made = await schedules.create("scheduled", wanted);
    equal([made.name, made.frequency, made.enabled], ["nightly", "daily", true], "as asked");
    check(made.nextScheduledRun, "it says when");
    equal((await schedules.describe(made.scheduleId)).name, "nightly", "it is described");
    const listed = (await schedules.list("scheduled")).data.map((each) => each.name);
    equal(listed, ["nightly"], "it is listed");
    const change = { frequency: "weekly", retentionDays: 30 };
    const changed = await schedules.update(made.scheduleId, change);
    equal([changed.frequency, changed.retentionExpireAfterDays], ["weekly", 30], "it is changed");
    const paused = await schedules.update(made.scheduleId, { enabled: false });
    equal(paused.enabled, false, "it is paused");
    equal((await schedules.history(made.scheduleId)).data, [], "nothing has run yet");
    await schedules.delete(made.scheduleId);
    const gone = () => schedules.describe(made.scheduleId);
    await refused("PineconeNotFoundError", made.scheduleId, gone);
  });
}

async function collectionsAreCopiesOfPods() {
  if (generation >= 9) {
    await withIndex("source", {}, async () => {
      const wanted = { name: "frozen", source: "source" };
      await refused("PineconeBadRequestError", "pod", () => client.createCollection(wanted));
    });
    equal((await client.listCollections()).collections, [], "collections are listed");
    return;
  }
  const pod = { environment: "us-east4-gcp", podType: "p1.x1" };
  await withIndex("source", { spec: { pod } }, async (index) => {
    await index.upsert({ records });
    await client.createCollection({ name: "frozen", source: "source" });
  });
  equal((await client.describeCollection("frozen")).status, "Ready", "a collection is ready at once");
  const listed = (await client.listCollections()).collections.map((each) => each.name);
  equal(listed, ["frozen"], "it is listed");
  const thawing = { spec: { pod: { ...pod, sourceCollection: "frozen" } } };
  await withIndex("thawed", thawing, async (index) => {
    const stats = await index.describeIndexStats();
    equal(stats.totalRecordCount, 2, "an index begins with its records");
  });
  await client.deleteCollection("frozen");
  const gone = () => client.describeCollection("frozen");
  await refused("PineconeNotFoundError", "/collections/frozen", gone);
}

export const checks = [
  aBackupOutlivesItsIndex,
  backupsAreMadeOnASchedule,
  collectionsAreCopiesOfPods,
];
