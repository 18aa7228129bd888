/* Compares queries with every row, one after the other, as one would write it in C. Prints one line of JSON.
 *
 *     scan DATASET
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

enum { DIMENSION = 512, TOP = 10, QUERIES = 200, WARM_UP = 20 };

static const float *rows(const char *folder, const char *name, long *count) {
  char path[4096];
  struct stat status;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int file = open(path, O_RDONLY);
  if (file < 0 || fstat(file, &status) != 0) return NULL;
  *count = status.st_size / (long)sizeof(float) / DIMENSION;
  void *mapped = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, file, 0);
  return mapped == MAP_FAILED ? NULL : mapped;
}

static float dot(const float *a, const float *b) {
  float sum = 0;
  for (int i = 0; i < DIMENSION; i++) sum += a[i] * b[i];
  return sum;
}

/* The cosine of the tenth nearest row. */
static float tenth(const float *base, long count, const float *query) {
  float best[TOP];
  for (int i = 0; i < TOP; i++) best[i] = -2;
  for (long row = 0; row < count; row++) {
    float score = dot(base + row * DIMENSION, query);
    if (score <= best[TOP - 1]) continue;
    int place = TOP - 1;
    for (; place > 0 && best[place - 1] < score; place--) best[place] = best[place - 1];
    best[place] = score;
  }
  return best[TOP - 1];
}

int main(int argc, char **argv) {
  long count = 0, queries = 0;
  const float *base = argc == 2 ? rows(argv[1], "base.f32", &count) : NULL;
  const float *query = argc == 2 ? rows(argv[1], "pictures.f32", &queries) : NULL;
  if (base == NULL || query == NULL || queries < QUERIES + WARM_UP) return 1;
  struct timespec start, end;
  float sum = 0;
  for (int i = 0; i < WARM_UP; i++) sum += tenth(base, count, query + (QUERIES + i) * DIMENSION);
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int i = 0; i < QUERIES; i++) sum += tenth(base, count, query + i * DIMENSION);
  clock_gettime(CLOCK_MONOTONIC, &end);
  double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
  printf("{\"qps\": %.2f, \"sum\": %.4f}\n", QUERIES / seconds, sum);
  return 0;
}
