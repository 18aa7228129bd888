package dev.pictor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the arrows between the packages of `server`: cli ► server ► api | roboflow | pinecone |
/// vision ► http ► core.
@AnalyzeClasses(packages = "dev.pictor", importOptions = DoNotIncludeTests.class)
class ServerArchitectureTest {

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
