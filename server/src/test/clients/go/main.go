// Makes the operations of Pinecone's client for Go that need no TLS, against the server that the environment names.
package main

import (
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/pinecone-io/go-pinecone/v5/pinecone"
)

var (
	ctx    = context.Background()
	client = must(pinecone.NewClient(pinecone.NewClientParams{})) // reads the environment
	cosine = pinecone.Cosine
)

// A claim that does not hold ends its check.
type broken string

func must[T any](value T, err error) T {
	if err != nil {
		panic(broken(err.Error()))
	}
	return value
}

func done(err error) {
	must(0, err)
}

func equal(actual, expected any, claim string) {
	if !reflect.DeepEqual(actual, expected) {
		panic(broken(fmt.Sprintf("does not hold: %s\n  is:       %+v\n  expected: %+v", claim, actual, expected)))
	}
}

func refused(err error, words string) {
	if err == nil || !strings.Contains(err.Error(), words) {
		panic(broken(fmt.Sprintf("does not hold: refused with %q, got %v", words, err)))
	}
}

func pointer[T any](value T) *T {
	return &value
}

func serverless(name string) *pinecone.Index {
	return must(client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
		Name: name, Cloud: pinecone.Aws, Region: "us-east-1", Dimension: pointer(int32(3)), Metric: &cosine,
		Tags: &pinecone.IndexTags{"made": "here"},
	}))
}

func remove(name string) {
	done(client.DeleteIndex(ctx, name))
}

func connect(index *pinecone.Index, namespace string) *pinecone.IndexConnection {
	return must(client.Index(pinecone.NewIndexConnParams{Host: index.Host, Namespace: namespace}))
}

func indexes() {
	made := serverless("life")
	equal(*made.Dimension, int32(3), "an index is as asked")
	equal(must(client.DescribeIndex(ctx, "life")).Host, made.Host, "it is described")
	equal(len(must(client.ListIndexes(ctx))), 1, "it is listed")
	_, err := client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
		Name: "life", Cloud: pinecone.Aws, Region: "us-east-1", Dimension: pointer(int32(3)),
	})
	refused(err, "Resource already exists")
	changed := must(client.ConfigureIndex(ctx, "life", pinecone.ConfigureIndexParams{
		DeletionProtection: "enabled", Tags: pinecone.IndexTags{"made": "", "more": "yes"},
	}))
	equal(*changed.Tags, pinecone.IndexTags{"more": "yes"}, "tags are merged, empty ones go")
	refused(client.DeleteIndex(ctx, "life"), "Deletion protection is enabled")
	must(client.ConfigureIndex(ctx, "life", pinecone.ConfigureIndexParams{DeletionProtection: "disabled"}))
	remove("life")
	_, err = client.DescribeIndex(ctx, "life")
	refused(err, "Index life not found.")
}

func pods() {
	must(client.CreatePodIndex(ctx, &pinecone.CreatePodIndexRequest{
		Name: "pods", Dimension: 3, Metric: &cosine, Environment: "gcp-starter", PodType: "p1.x1",
	}))
	defer remove("pods")
	scaled := must(client.ConfigureIndex(ctx, "pods", pinecone.ConfigureIndexParams{Replicas: 2}))
	equal(scaled.Spec.Pod.Replicas, int32(2), "pods are scaled")
	frozen := must(client.CreateCollection(ctx, &pinecone.CreateCollectionRequest{Name: "frozen", Source: "pods"}))
	equal(string(frozen.Status), "Ready", "a collection is ready at once")
	equal(len(must(client.ListCollections(ctx))), 1, "it is listed")
	done(client.DeleteCollection(ctx, "frozen"))
}

func vectors() {
	data := connect(serverless("vectors"), "space")
	defer remove("vectors")
	kind := must(pinecone.NewMetadata(map[string]any{"kind": "x"}))
	written := must(data.UpsertVectors(ctx, []*pinecone.Vector{
		{Id: "a", Values: &[]float32{1, 0, 0}, Metadata: kind},
		{Id: "b", Values: &[]float32{0.9, 0.1, 0}},
		{Id: "c", Values: &[]float32{0, 1, 0}},
	}))
	equal(written, uint32(3), "what was sent is counted")
	ofKind := must(pinecone.NewMetadataFilter(map[string]any{"kind": "x"}))
	found := must(data.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{
		Vector: []float32{1, 0, 0}, TopK: 2, IncludeMetadata: true, IncludeValues: true,
	})).Matches
	equal([]string{found[0].Vector.Id, found[1].Vector.Id}, []string{"a", "b"}, "the nearest come first")
	equal(found[0].Vector.Metadata.AsMap(), map[string]any{"kind": "x"}, "with metadata")
	byId := must(data.QueryByVectorId(ctx, &pinecone.QueryByVectorIdRequest{VectorId: "b", TopK: 3, MetadataFilter: ofKind}))
	equal(len(byId.Matches), 1, "filters choose")
	equal(len(must(data.FetchVectors(ctx, []string{"a", "nobody"})).Vectors), 1, "unknown ids are left out")
	done(data.UpdateVector(ctx, &pinecone.UpdateVectorRequest{Id: "a", Values: []float32{0, 0, 1}}))
	tried := must(data.UpdateVectorsByMetadata(ctx, &pinecone.UpdateVectorsByMetadataRequest{
		Filter: ofKind, Metadata: kind, DryRun: pointer(true),
	}))
	equal(tried.MatchedRecords, int32(1), "a dry run counts")
	byKind := must(data.FetchVectorsByMetadata(ctx, &pinecone.FetchVectorsByMetadataRequest{Filter: ofKind})).Vectors
	equal(*byKind["a"].Values, []float32{0, 0, 1}, "values are replaced")
	page := must(data.ListVectors(ctx, &pinecone.ListVectorsRequest{Limit: pointer(uint32(2))}))
	rest := must(data.ListVectors(ctx, &pinecone.ListVectorsRequest{PaginationToken: page.NextPaginationToken}))
	equal(*rest.VectorIds[0], "c", "pages go on")
	_, err := data.UpsertVectors(ctx, []*pinecone.Vector{{Id: "a", Values: &[]float32{1, 0}}})
	refused(err, "Vector dimension 2 does not match the dimension of the index 3")
	done(data.DeleteVectorsByFilter(ctx, ofKind))
	done(data.DeleteVectorsById(ctx, []string{"b"}))
	equal(must(data.DescribeIndexStats(ctx)).TotalVectorCount, uint32(1), "vectors are deleted")
	done(data.DeleteAllVectorsInNamespace(ctx))
}

func namespaces() {
	data := connect(serverless("spaces"), "")
	defer remove("spaces")
	must(data.CreateNamespace(ctx, &pinecone.CreateNamespaceParams{Name: "one"}))
	equal(must(data.DescribeNamespace(ctx, "one")).RecordCount, uint64(0), "an empty namespace can be made")
	equal(must(data.ListNamespaces(ctx, nil)).TotalCount, int32(1), "it is listed")
	done(data.DeleteNamespace(ctx, "one"))
	_, err := data.DescribeNamespace(ctx, "one")
	refused(err, "Namespace not found: one")
}

func backups() {
	serverless("kept")
	backup := must(client.CreateBackup(ctx, &pinecone.CreateBackupParams{IndexName: "kept", Name: pointer("monday")}))
	remove("kept")
	equal(must(client.DescribeBackup(ctx, backup.BackupId)).Status, "Ready", "a backup is ready at once")
	begun := must(client.CreateIndexFromBackup(ctx, &pinecone.CreateIndexFromBackupParams{
		BackupId: backup.BackupId, Name: "again",
	}))
	equal(must(client.DescribeRestoreJob(ctx, begun.RestoreJobId)).Status, "Completed", "a job tells")
	equal(len(must(client.ListRestoreJobs(ctx, nil)).Data), 1, "it is listed")
	remove("again")
	done(client.DeleteBackup(ctx, backup.BackupId))
	equal(len(must(client.ListBackups(ctx, nil)).Data), 0, "no backup is left")
}

func models() {
	embedded := must(client.Inference.Embed(ctx, &pinecone.EmbedRequest{Model: "pocket", TextInputs: []string{"a bird"}}))
	equal(len(embedded.Data[0].DenseEmbedding.Values), 512, "a text becomes a vector")
	ranked := must(client.Inference.Rerank(ctx, &pinecone.RerankRequest{
		Model: "pocket", Query: "something to eat",
		Documents: []pinecone.Document{{"text": "a steam train"}, {"text": "a slice of cake"}},
	}))
	equal(ranked.Data[0].Index, 1, "the best is first")
	equal(must(client.Inference.DescribeModel(ctx, "pocket")).Model, "pocket", "a model is described")
	made := must(client.CreateIndexForModel(ctx, &pinecone.CreateIndexForModelRequest{
		Name: "records", Cloud: pinecone.Aws, Region: "us-east-1",
		Embed: pinecone.CreateIndexForModelEmbed{Model: "pocket", FieldMap: map[string]any{"text": "chunk_text"}},
	}))
	equal(made.Embed.Model, "pocket", "the model is part of the description")
	remove("records")
}

func run(check func()) (failed any) {
	defer func() { failed = recover() }()
	check()
	return nil
}

func main() {
	failures := 0
	for i, check := range []func(){indexes, pods, vectors, namespaces, backups, models} {
		if failed := run(check); failed != nil {
			failures++
			fmt.Fprintf(os.Stderr, "FAIL  check %d: %v\n", i, failed)
		}
	}
	fmt.Printf("go-pinecone: %d failures\n", failures)
	if failures > 0 {
		os.Exit(1)
	}
}
