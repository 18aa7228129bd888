package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A collection leaves as a file and comes back, in the library's dialog.
@ExtendWith(SharedPage.class)
class PageTransferTest {

  private final Browser browser;

  PageTransferTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @Test
  void aCollectionIsExportedAndImported() throws IOException, InterruptedException {
    try (PageHost host = PageHost.openIndexed(Scene.PHOTOS);
        HttpClient client = HttpClient.newHttpClient()) {
      browser.go(host.url());
      browser.click("#library-open");
      browser.untilText(".transfer", "Export");
      String link =
          browser.script(String.class, "return document.querySelector('.transfer a').href;");
      assertThat(link).isEqualTo(host.url() + "/api/v1/collections/photos/export?format=parquet");
      Path file = host.folder("out").resolve("photos.parquet");
      assertThat(
              client
                  .send(HttpRequest.newBuilder(URI.create(link)).build(), BodyHandlers.ofFile(file))
                  .statusCode())
          .isEqualTo(200);
      browser.choose(".transfer input", file);
      browser.untilText(".transfer [role=status]", "records were imported");
      browser.screenshot("transfer-imported");

      browser.click("#library [aria-label=Close]");
      browser.click("#language");
      browser.look(Look.PHONE);
      browser.click("#library-open");
      browser.untilText(".transfer", "导出与导入");
      Path bad =
          Files.writeString(
              host.folder("out").resolve("bad.jsonl"), "{\"id\":\"a\",\"values\":[1,2]}\n");
      browser.choose(".transfer input", bad);
      browser.untilText(".transfer [role=status]", "dimension: 2");
      browser.screenshot("transfer-refused-phone-chinese");
    }
  }

  @Test
  void recordsComeFromAnIndexOfPineconeAndAMissingFolderIsSaid() throws IOException {
    try (PageHost host = PageHost.openIndexed(Scene.PHOTOS)) {
      browser.go(host.url());
      browser.click("#library-open");
      browser.click(".transfer summary");
      browser.choose(".elsewhere select", "pinecone");
      fill("label:nth-of-type(2)", host.pineconeUrl());
      fill("label:nth-of-type(3)", "photos");
      assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
      browser.screenshot("transfer-pinecone");
      browser.click(".elsewhere .button");
      browser.untilText(".transfer [role=status]", "210 records were imported");

      browser.click("#library [aria-label=Close]");
      browser.click("#language");
      browser.look(Look.PHONE);
      browser.click("#library-open");
      browser.click(".transfer summary");
      browser.choose(".elsewhere select", "clipRetrieval");
      fill("label:nth-of-type(2)", "/no/such/folder");
      browser.click(".elsewhere .button");
      browser.untilText(".transfer [role=status]", "/no/such/folder");
      browser.screenshot("transfer-elsewhere-phone-chinese");
    }
  }

  private void fill(String label, String text) {
    browser.the(".elsewhere " + label + " input").sendKeys(text);
  }
}
