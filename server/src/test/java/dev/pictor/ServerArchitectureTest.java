package dev.pictor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the arrows between the packages of `server`: cli ► server ► api | roboflow | pinecone |
/// vision ► http ► core.
@AnalyzeClasses(
    packages = "dev.pictor",
    importOptions = {DoNotIncludeTests.class, ServerArchitectureTest.NoTestsOfOtherModules.class})
class ServerArchitectureTest {

  /// Those whose contracts and clusters the tests here use, in jars or folders.
  static final class NoTestsOfOtherModules implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule http =
      mustNotUse("http", "api", "roboflow", "pinecone", "vision", "server", "cli");

  @ArchTest
  static final ArchRule api = mustNotUse("api", "roboflow", "pinecone", "vision", "server", "cli");

  @ArchTest
  static final ArchRule roboflow =
      mustNotUse("roboflow", "api", "pinecone", "vision", "server", "cli");

  @ArchTest
  static final ArchRule pinecone =
      mustNotUse("pinecone", "api", "roboflow", "vision", "server", "cli");

  @ArchTest
  static final ArchRule vision =
      mustNotUse("vision", "http", "api", "roboflow", "pinecone", "server", "cli");

  @ArchTest
  static final ArchRule remotePineconeBehindServer =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.pictor.server..", "dev.pictor.remotepinecone..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.pictor.remotepinecone..", "io.pinecone..");

  @ArchTest
  static final ArchRule remotePinecone =
      mustNotUse(
          "remotepinecone", "http", "api", "roboflow", "pinecone", "vision", "server", "cli");

  @ArchTest
  static final ArchRule openSearchBehindServer =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.pictor.server..", "dev.pictor.opensearch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.pictor.opensearch..", "org.opensearch..");

  @ArchTest
  static final ArchRule openSearch =
      mustNotUse("opensearch", "http", "api", "roboflow", "pinecone", "vision", "server", "cli");

  @ArchTest static final ArchRule server = mustNotUse("server", "cli");

  @ArchTest
  static final ArchRule noCycles = slices().matching("dev.pictor.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule helidonBehindHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.pictor.http..", "dev.pictor.server..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.helidon..");

  @ArchTest
  static final ArchRule langChainBehindVision =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.pictor.vision..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.langchain4j..");

  private static ArchRule mustNotUse(String name, String... others) {
    String[] packages = new String[others.length];
    for (int i = 0; i < others.length; i++) {
      packages[i] = "dev.pictor." + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage("dev.pictor." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
