"""Backups, what is restored from them, their schedules, and collections."""

from clients import CLIENT, GENERATION, check, equal, index, over_http, plain, refused


def filled(host):
    data = over_http(host)
    data.upsert(vectors=[("a", [1.0, 0.0, 0.0]), ("b", [0.0, 1.0, 0.0])], namespace="space")
    return data


def a_backup_outlives_its_index():
    with index("kept", tags={"team": "a"}) as made:
        filled(made.host)
        backup = CLIENT.create_backup(index_name="kept", backup_name="monday", description="before")
        equal((backup.name, backup.status), ("monday", "Ready"), "a backup is ready at once")
        equal((backup.record_count, backup.source_index_name), (2, "kept"), "it says what is in it")
        named = [each.name for each in CLIENT.list_backups(index_name="kept")]
        equal(named, ["monday"], "an index lists its backups")
    backup_id = backup.backup_id
    equal(CLIENT.describe_backup(backup_id=backup_id).name, "monday", "it is described")
    listed = [each.backup_id for each in CLIENT.list_backups(limit=100)]
    check(backup_id in listed, "the project lists it")

    restored = CLIENT.create_index_from_backup(name="again", backup_id=backup_id, tags={"team": "b"})
    check(restored is not None, "a restore is answered")
    again = CLIENT.describe_index("again")
    equal(over_http(again.host).describe_index_stats().total_vector_count, 2, "the records are back")
    equal(plain(again.tags)["team"], "b", "tags may be new")
    jobs = [job for job in CLIENT.list_restore_jobs(limit=100) if job.backup_id == backup_id]
    equal([(job.target_index_name, job.status) for job in jobs], [("again", "Completed")], "a job tells")
    job = CLIENT.describe_restore_job(job_id=jobs[0].restore_job_id)
    equal(job.restore_job_id, jobs[0].restore_job_id, "it is described")
    CLIENT.delete_index("again")
    CLIENT.delete_backup(backup_id=backup_id)
    refused(404, f"Backup {backup_id} not found", CLIENT.describe_backup, backup_id=backup_id)
    refused(404, "Restore job nothing not found", CLIENT.describe_restore_job, job_id="nothing")


def backups_are_made_on_a_schedule():
    if GENERATION < 10:
        return  # has no schedules
    schedules = CLIENT.backup_schedules
    with index("scheduled"):
        made = schedules.create(index_name="scheduled", name="nightly", frequency="daily", retention_days=7)
        equal((made.name, made.frequency, made.enabled), ("nightly", "daily", True), "as asked")
        check(made.next_scheduled_run, "it says when")
        one = made.schedule_id
        equal(schedules.describe(schedule_id=one).name, "nightly", "it is described")
        equal([each.name for each in schedules.list(index_name="scheduled")], ["nightly"], "and listed")
        walked = [each.name for each in schedules.iter_schedules(index_name="scheduled")]
        equal(walked, ["nightly"], "page by page too")
        changed = schedules.update(schedule_id=one, frequency="weekly", retention_days=30)
        equal((changed.frequency, changed.retention_expire_after_days), ("weekly", 30), "it is changed")
        check(not schedules.update(schedule_id=one, enabled=False).enabled, "it is paused")
        equal(list(schedules.history(schedule_id=one)), [], "nothing has run yet")
        equal(list(schedules.iter_history(schedule_id=one)), [], "on no page")
        schedules.delete(schedule_id=one)
        refused(404, f"Backup schedule {one} not found", schedules.describe, schedule_id=one)


def collections_are_copies_of_pods():
    if GENERATION >= 10:
        with index("source"):
            refused(400, "pod", CLIENT.create_collection, "frozen", "source")
        equal([each.name for each in CLIENT.list_collections()], [], "collections are listed")
        refused(404, "Collection frozen not found.", CLIENT.describe_collection, "frozen")
        return
    from pinecone import PodSpec

    pods = PodSpec(environment="us-east4-gcp", pod_type="p1.x1")
    with index("source", spec=pods) as made:
        filled(made.host)
        CLIENT.create_collection("frozen", "source")
    frozen = CLIENT.describe_collection("frozen")
    status = frozen["status"] if isinstance(frozen, dict) else frozen.status
    equal(status, "Ready", "a collection is ready at once")
    check("frozen" in CLIENT.list_collections().names(), "it is listed")
    thawing = PodSpec(environment="us-east4-gcp", pod_type="p1.x1", source_collection="frozen")
    with index("thawed", spec=thawing) as thawed:
        stats = over_http(thawed.host).describe_index_stats()
        equal(stats.total_vector_count, 2, "an index begins with its records")
    CLIENT.delete_collection("frozen")
    refused(404, "Collection frozen not found.", CLIENT.describe_collection, "frozen")


CHECKS = [
    a_backup_outlives_its_index,
    backups_are_made_on_a_schedule,
    collections_are_copies_of_pods,
]
