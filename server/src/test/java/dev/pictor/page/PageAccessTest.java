package dev.pictor.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/// The page keeps the rules of WCAG 2.1 AA and the good practices that axe-core can check.
@ExtendWith(SharedPage.class)
class PageAccessTest {

  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  @ParameterizedTest
  @ValueSource(strings = {"light desktop", "dark desktop", "light phone", "dark phone"})
  void nothingKeepsPeopleOut(String name, PageHost host, Browser browser) throws IOException {
    boolean phone = name.endsWith("phone");
    Look size = phone ? Look.PHONE : Look.DESKTOP;
    browser.look(
        new Look("en-US", size.width(), size.height(), name.startsWith("dark"), size.touch()));
    browser.go(host.url() + "/?q=red+car&from=2021-01-01");
    browser.untilText("#summary", "match");
    browser.script(Boolean.class, axe() + "; return true");
    if (phone) {
      browser.click("#filters-toggle");
    }
    assertThat(violations(browser)).as("results").isEmpty();
    browser.click("#ask");
    browser.the("#answer .sources");
    assertThat(violations(browser)).as("an answer").isEmpty();
    browser.click("#answer .head button");
    browser.click("#grid .open");
    browser.the(".tags .tag");
    assertThat(violations(browser)).as("a picture").isEmpty();
    browser.press(Keys.ESCAPE);
    browser.click("#library-open");
    browser.the(".failures li");
    assertThat(violations(browser)).as("the library").isEmpty();
  }

  /// Of what the browser shows now.
  static String violationsOf(Browser browser) throws IOException {
    browser.script(Boolean.class, axe() + "; return true");
    return violations(browser);
  }

  private static String violations(Browser browser) {
    return browser.wait(
        String.class,
        """
        const done = arguments[arguments.length - 1];
        axe.run().then(({violations}) => done(violations
            .filter(({impact}) => ['serious', 'critical'].includes(impact))
            .map(({id, nodes}) => id + ': ' + nodes.map(({html, failureSummary}) => html + ' ' + failureSummary).join(', '))
            .join('; ')));
        """);
  }

  private static String axe() throws IOException {
    try (InputStream in = requireNonNull(PageAccessTest.class.getResourceAsStream(AXE), AXE)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
