// Searches the library `photos` of a running Pictor with Pinecone's client for Go, and fills an index of its own.
package main

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/pinecone-io/go-pinecone/v5/pinecone"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func show(title string, found *pinecone.QueryVectorsResponse) {
	fmt.Println(title)
	for _, match := range found.Matches {
		fmt.Printf("  %.3f  %s\n", match.Score, match.Vector.Id)
	}
}

func embed(ctx context.Context, client *pinecone.Client, text string) []float32 {
	embedded := must(client.Inference.Embed(ctx, &pinecone.EmbedRequest{
		Model:      "pocket",
		TextInputs: []string{text},
		Parameters: pinecone.EmbedParameters{"input_type": "query"},
	}))
	return embedded.Data[0].DenseEmbedding.Values
}

// The address begins with http://, which keeps gRPC from asking for TLS.
func connect(ctx context.Context, client *pinecone.Client, name string) *pinecone.IndexConnection {
	index := must(client.DescribeIndex(ctx, name))
	return must(client.Index(pinecone.NewIndexConnParams{Host: index.Host}))
}

func searchPhotos(ctx context.Context, client *pinecone.Client, photos *pinecone.IndexConnection) {
	flamingo := embed(ctx, client, "a flamingo")
	byText := must(photos.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{Vector: flamingo, TopK: 3}))
	show("a flamingo", byText)
	like := byText.Matches[0].Vector.Id
	show("like "+like, must(photos.QueryByVectorId(ctx, &pinecone.QueryByVectorIdRequest{VectorId: like, TopK: 3})))
	food := must(pinecone.NewMetadataFilter(map[string]any{"category": map[string]any{"$eq": "food"}}))
	show("something sweet, among food", must(photos.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{
		Vector: embed(ctx, client, "something sweet"), TopK: 3, MetadataFilter: food,
	})))
}

// Copies the animals into a new index, asks it, and deletes it.
func fillAnotherIndex(ctx context.Context, client *pinecone.Client, photos *pinecone.IndexConnection) {
	prefix, limit, dimension, metric := "animals/", uint32(20), int32(512), pinecone.Cosine
	listed := must(photos.ListVectors(ctx, &pinecone.ListVectorsRequest{Prefix: &prefix, Limit: &limit}))
	var ids []string
	for _, id := range listed.VectorIds {
		ids = append(ids, *id)
	}
	var vectors []*pinecone.Vector
	for _, vector := range must(photos.FetchVectors(ctx, ids)).Vectors {
		vectors = append(vectors, vector)
	}
	must(client.CreateServerlessIndex(ctx, &pinecone.CreateServerlessIndexRequest{
		Name: "go-animals", Cloud: pinecone.Aws, Region: "us-east-1", Dimension: &dimension, Metric: &metric,
	}))
	defer func() { must(0, client.DeleteIndex(ctx, "go-animals")) }()
	animals := connect(ctx, client, "go-animals")
	fmt.Printf("%d of %d\n", must(animals.UpsertVectors(ctx, vectors)), len(ids))
	found := must(animals.QueryByVectorValues(ctx, &pinecone.QueryByVectorValuesRequest{
		Vector: embed(ctx, client, "一只鸟"), TopK: 3, IncludeMetadata: true,
	}))
	show(strings.Join([]string{"一只鸟", "among", prefix}, " "), found)
}

func main() {
	ctx := context.Background()
	client := must(pinecone.NewClient(pinecone.NewClientParams{})) // reads the environment
	photos := connect(ctx, client, "photos")
	searchPhotos(ctx, client, photos)
	fillAnotherIndex(ctx, client, photos)
}
