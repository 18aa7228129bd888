package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Answers, searches and the machine are measured from the library's dialog.
@ExtendWith(SharedPage.class)
class PageQualityTest {

  private static final Path QUERIES = Path.of("../examples/queries.csv").toAbsolutePath();

  private final Browser browser;

  PageQualityTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @Test
  void answersToATableAreMeasuredAndAQueryThatWentWrongIsAsked(PageHost host) throws IOException {
    browser.go(host.url());
    browser.click("#library-open");
    browser.untilText(".quality h3", "Measure");
    browser.choose(".quality input[type=file]", QUERIES);
    browser.untilText(".measured", "324 queries, model pocket");
    assertThat(browser.text(".measured tbody tr:first-child"))
        .as("recall and error rates of docs/quality.md, rounded")
        .isEqualTo("all 324 79% 96% 99% 10% 4%");
    assertThat(browser.all(".measured tbody tr th", "scope")).hasSize(3);
    browser.click(".measured summary");
    assertThat(browser.text(".measured .wrong")).contains("nothing was said to match");
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("quality-answers");

    String wrong = browser.text(".measured .wrong button");
    browser.click(".measured .wrong button");
    browser.until("the query is asked", b -> b.url().contains("q="));
    assertThat(browser.script(String.class, "return document.getElementById('text').value"))
        .isEqualTo(wrong);
    assertThat(browser.consoleErrors()).isEmpty();
  }

  @Test
  void searchesAndTheMachineAreMeasuredInChineseOnAPhone(PageHost host) throws IOException {
    browser.look(Look.PHONE);
    browser.go(host.url());
    browser.click("#language");
    browser.click("#library-open");
    browser.untilText(".quality h3", "测量");
    browser.click(".quality .row .button:nth-child(2)");
    browser.untilText(".measured", "210 条记录");
    assertThat(browser.text(".measured table")).contains("常规", "精确");
    browser.click(".plan .button");
    browser.untilText(".measured", "100,000 张图片：索引需要约");
    assertThat(browser.text(".measured table")).contains("float32", "int8", "可行");
    assertThat(PageAccessTest.violationsOf(browser)).isEmpty();
    browser.screenshot("quality-plan-phone-chinese");
  }

  @Test
  void aWrongTableIsRefusedWithItsLine(PageHost host, @TempDir Path folder) throws IOException {
    browser.go(host.url());
    browser.click("#library-open");
    browser.choose(
        ".quality input[type=file]",
        Files.writeString(folder.resolve("mine.csv"), "query,expected\na cat,x.jpg,y.jpg\n"));
    browser.untilText(".measured", "line 2: 3 values (expected: 2, as in the header");
    browser.choose(
        ".quality input[type=file]",
        Files.writeString(folder.resolve("other.csv"), "picture,expected\ncat.jpg,\n"));
    browser.untilText(".measured", "picture: cat.jpg (expected: the columns query or like");
  }
}
