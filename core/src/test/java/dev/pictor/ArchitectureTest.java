package dev.pictor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the arrows between the packages of `core` as `ARCHITECTURE.md` draws them.
@AnalyzeClasses(packages = "dev.pictor", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchRule error = mayOnlyUse("error");
  @ArchTest static final ArchRule parquet = mayOnlyUse("parquet");
  @ArchTest static final ArchRule bulk = mayOnlyUse("bulk", "parquet", "error");
  @ArchTest static final ArchRule files = mayOnlyUse("files", "error");
  @ArchTest static final ArchRule natives = mayOnlyUse("natives", "error");
  @ArchTest static final ArchRule vector = mayOnlyUse("vector", "error");
  @ArchTest static final ArchRule metadata = mayOnlyUse("metadata", "error");
  @ArchTest static final ArchRule image = mayOnlyUse("image", "natives", "error");
  @ArchTest static final ArchRule token = mayOnlyUse("token", "natives", "error");
  @ArchTest static final ArchRule store = mayOnlyUse("store", "metadata", "vector", "error");

  @ArchTest
  static final ArchRule collection =
      mayOnlyUse("collection", "store", "metadata", "vector", "error");

  @ArchTest
  static final ArchRule clip = mayOnlyUse("clip", "image", "token", "vector", "natives", "error");

  @ArchTest
  static final ArchRule models =
      mayOnlyUse("models", "clip", "token", "image", "vector", "natives", "files", "error");

  @ArchTest
  static final ArchRule endpoint = mayOnlyUse("endpoint", "clip", "image", "vector", "error");

  @ArchTest static final ArchRule follow = mayOnlyUse("follow", "collection", "store", "error");

  @ArchTest
  static final ArchRule search =
      mayOnlyUse(
          "search", "clip", "collection", "store", "image", "metadata", "vector", "files", "error");

  @ArchTest
  static final ArchRule answer =
      mayOnlyUse(
          "answer",
          "search",
          "clip",
          "collection",
          "store",
          "image",
          "metadata",
          "vector",
          "error");

  @ArchTest
  static final ArchRule library =
      mayOnlyUse(
          "library",
          "bulk",
          "search",
          "clip",
          "collection",
          "store",
          "image",
          "metadata",
          "vector",
          "files",
          "error");

  @ArchTest
  static final ArchRule batch =
      mayOnlyUse(
          "batch",
          "transfer",
          "library",
          "bulk",
          "clip",
          "store",
          "image",
          "metadata",
          "vector",
          "files",
          "error");

  @ArchTest static final ArchRule sync = mayOnlyUse("sync", "library", "files", "error");

  @ArchTest
  static final ArchRule reembed =
      mayOnlyUse(
          "reembed",
          "library",
          "search",
          "clip",
          "collection",
          "store",
          "image",
          "metadata",
          "vector",
          "files",
          "error");

  @ArchTest
  static final ArchRule tags =
      mayOnlyUse("tags", "search", "clip", "collection", "store", "metadata", "vector", "error");

  @ArchTest
  static final ArchRule duplicates =
      mayOnlyUse(
          "duplicates",
          "library",
          "clip",
          "collection",
          "store",
          "image",
          "metadata",
          "vector",
          "files",
          "error");

  @ArchTest
  static final ArchRule transfer =
      mayOnlyUse(
          "transfer",
          "library",
          "bulk",
          "parquet",
          "search",
          "clip",
          "collection",
          "store",
          "image",
          "metadata",
          "vector",
          "files",
          "error");

  @ArchTest
  static final ArchRule eval =
      mayOnlyUse("eval", "search", "clip", "collection", "store", "metadata", "vector", "error");

  @ArchTest
  static final ArchRule recommend =
      mayOnlyUse("recommend", "search", "collection", "store", "metadata", "vector", "error");

  @ArchTest
  static final ArchRule map =
      mayOnlyUse("map", "collection", "store", "metadata", "vector", "error");

  @ArchTest static final ArchRule copy = mayOnlyUse("copy", "store", "metadata", "vector", "error");

  @ArchTest static final ArchRule plan = mayOnlyUse("plan", "clip", "vector", "error");

  @ArchTest
  static final ArchRule theFacadeIsOnTop =
      noClasses()
          .that()
          .resideInAPackage("dev.pictor.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.pictor");

  @ArchTest
  static final ArchRule noCycles = slices().matching("dev.pictor.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule vectorApiInOneClass =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.pictor\\.vector\\.VectorKernels(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..");

  @ArchTest
  static final ArchRule luceneBehindTheStore =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.pictor.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.lucene..");

  private static ArchRule mayOnlyUse(String name, String... allowed) {
    String[] packages = new String[allowed.length + 1];
    packages[0] = "dev.pictor." + name + "..";
    for (int i = 0; i < allowed.length; i++) {
      packages[i + 1] = "dev.pictor." + allowed[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage(packages[0])
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "reside outside of Pictor or in " + String.join(", ", packages),
                type ->
                    !type.getPackageName().startsWith("dev.pictor")
                        || java.util.Arrays.stream(packages)
                            .map(each -> each.substring(0, each.length() - 2))
                            .anyMatch(type.getPackageName()::startsWith)));
  }
}
