package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// The page on a Chinese phone, on the smallest phone, and in the dark.
@ExtendWith(SharedPage.class)
class PageLooksTest {

  /// Texts with less contrast than 4.5 to what is behind them; a picture counts as white.
  private static final String PALE =
      """
      const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
      const light = (rgb) => rgb.map((v) => v / 255)
          .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const over = (top, alpha, below) => top.map((v, i) => v * alpha + below[i] * (1 - alpha));
      const behind = (node) => {
        if (!node) return [255, 255, 255];
        const [r, g, b, a = 1] = numbers(getComputedStyle(node).backgroundColor);
        if (!getComputedStyle(node).backgroundColor.startsWith('rgb')) return behind(node.parentElement);
        return a === 1 ? [r, g, b] : over([r, g, b], a, behind(node.classList.contains('badge') ? null : node.parentElement));
      };
      return [...document.querySelectorAll('body *')].filter((node) => node.checkVisibility({opacityProperty: true})
          && !node.closest(':disabled, dialog:not([open]), noscript, option')
          && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())).map((node) => {
        const ground = behind(node);
        const [a, b] = [light(numbers(getComputedStyle(node).color).slice(0, 3)), light(ground)].sort((x, y) => y - x);
        return [(a + 0.05) / (b + 0.05), node.textContent];
      }).filter(([contrast]) => contrast < 4.5).map(([contrast, text]) => contrast.toFixed(2) + ' ' + text).join('; ');
      """;

  private static final String OVERFLOWING =
      """
      return [...document.querySelectorAll('body *')].filter((node) => node.checkVisibility()
          && !node.closest('.skip, .hidden-words, svg')
          && (node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1))
          .map((node) => node.tagName + '.' + node.className).join('; ');
      """;

  private final PageHost host;

  PageLooksTest(PageHost host) {
    this.host = host;
  }

  @Test
  void aChinesePhoneSpeaksChineseAndFitsItsWidth() throws IOException {
    try (Browser browser = Browser.open(Look.PHONE)) {
      browser.go(host.url());
      browser.untilText("#summary", "共 210 张图片");
      assertThat(latinWords(browser)).isEmpty();
      browser.screenshot("phone-browse");
      browser.the("#text").sendKeys("红色汽车" + Keys.ENTER);
      browser.untilText("#summary", "找到");
      assertThat(browser.all("#grid .tile", "data-id").getFirst()).startsWith("transportation/");
      assertThat(browser.text(".badge")).isIn("匹配", "可能");
      browser.click("#filters-toggle");
      browser.the("#folder");
      browser.screenshot("phone-search");
      fits(browser);
      browser.click("#grid .open");
      browser.the(".tags .tag");
      assertThat(
              browser.script(
                  Boolean.class,
                  """
                  return document.querySelector('.stage').getBoundingClientRect().bottom
                      <= document.querySelector('.panel').getBoundingClientRect().top;
                  """))
          .as("the words are below the picture")
          .isTrue();
      assertThat(browser.text(".tags")).containsPattern("\\p{IsHan}");
      browser.screenshot("phone-detail");
      fits(browser);
      browser.click("#detail .close");
      browser.click("#library-open");
      browser.the(".failures li");
      assertThat(browser.text(".failures"))
          .contains("不是图片，而是网页。", "文件为空。", "文件不完整：在", "无法读取 HEIC 格式。请将图片另存为 JPEG 或 PNG。")
          .doesNotContainPattern("expected|picture|too early");
      browser.screenshot("phone-library");
      fits(browser);
      assertThat(browser.consoleErrors()).isEmpty();
      assertThat(browser.requestsBeyond(host.url())).isEmpty();
    }
  }

  @Test
  void aChinesePersonIsToldInChineseWhatIsWrongWithARequest(@TempDir Path folder)
      throws IOException {
    Path half = Files.write(folder.resolve("half.jpg"), PageHost.half());
    try (Browser browser = Browser.open(Look.PHONE)) {
      browser.go(host.url());
      browser.untilText("#summary", "共 210 张图片");
      browser.upload(half);
      browser.untilText("#notice", "文件不完整：在");
      assertThat(browser.text("#notice")).doesNotContain("ends too early");
      browser.go(host.url() + "/?like=nowhere.jpg");
      browser.untilText("#notice", "这张图片已不在图库中：nowhere.jpg");
    }
  }

  @Test
  void theSmallestPhoneNeedsNoSidewaysScrolling(Browser browser) throws IOException {
    browser.look(Look.SMALL_PHONE);
    browser.go(
        host.url()
            + "/?q=monetary+policy+of+the+central+bank&folder=transportation&from=2021-12-10&to=2024-12-31");
    browser.untilText("#notice h2", "Nothing matches");
    browser.click("#filters-toggle");
    browser.screenshot("small-phone-nothing-matches");
    fits(browser);
    browser.go(host.url() + "/?q=car&picture=kodak%2Fkodim01.jpg");
    browser.the("#detail .facts");
    browser.screenshot("small-phone-detail");
    fits(browser);
  }

  @Test
  void textsAreReadableInTheDarkAndInTheLight(Browser browser) throws IOException {
    for (Look look : List.of(Look.DARK, Look.DESKTOP)) {
      browser.look(look);
      String name = look.dark() ? "dark-" : "light-";
      browser.go(host.url() + "/?q=red+car&from=2021-01-01");
      browser.untilText("#summary", "match");
      assertThat(browser.script(String.class, PALE)).isEmpty();
      browser.screenshot(name + "search");
      browser.click("#grid .open");
      browser.the(".tags .tag");
      assertThat(browser.script(String.class, PALE)).isEmpty();
      browser.screenshot(name + "detail");
      browser.press(Keys.ESCAPE);
      browser.click("#library-open");
      browser.the(".failures li");
      assertThat(browser.script(String.class, PALE)).isEmpty();
      browser.screenshot(name + "library");
    }
  }

  private static void fits(Browser browser) {
    assertThat(overflowing(browser)).isEmpty();
  }

  /// The elements that are wider than the window.
  static String overflowing(Browser browser) {
    return browser.script(String.class, OVERFLOWING);
  }

  /// Words in Latin letters that are no data of the library.
  private static List<String> latinWords(Browser browser) {
    return browser
        .visibleText()
        .lines()
        .filter(line -> line.matches(".*[A-Za-z]{3,}.*"))
        .filter(line -> !line.matches("Pictor|English|[a-z]+（\\d+）"))
        .toList();
  }
}
