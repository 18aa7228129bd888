package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The folders of a library in its dialog: followed, paused, added, taken out, and pictures beside
/// them.
@ExtendWith(SharedPage.class)
class PageFoldersTest {

  private static final Path KODAK = Path.of("../examples/photos/kodak").toAbsolutePath();

  private static final String EMPTY_PATH =
      "document.querySelector('.add-folder input').value = ''; return true;";

  private final Browser browser;

  PageFoldersTest(Browser browser) {
    this.browser = browser;
    browser.look(Look.DESKTOP);
    browser.forget();
  }

  @Test
  void foldersAreFollowedPausedAddedAndTakenOut() throws IOException {
    try (PageHost host = PageHost.open(Scene.NO_LIBRARY)) {
      Path one = host.folder("one");
      Files.copy(KODAK.resolve("kodim05.jpg"), one.resolve("kodim05.jpg"));
      host.addFolder("photos", one);
      browser.go(host.url());
      browser.untilText("#summary", "1 picture");
      Files.copy(KODAK.resolve("kodim19.jpg"), one.resolve("kodim19.jpg"));
      browser.untilText("#summary", "2 pictures");
      browser.until("no word about it", b -> !b.shows("#progress"));

      browser.click("#library-open");
      browser.untilText(".sync", "Changes in the folders are followed.");
      browser.untilText(".folders li", one.toString());
      browser.click(".folder-list .row .button");
      browser.untilText(".sync", "Paused: changes in the folders wait.");
      browser.screenshot("folders-paused");
      browser.click("#library [aria-label=Close]");
      browser.click("#language");
      browser.click("#library-open");
      browser.untilText(".sync", "已暂停");
      browser.untilText(".folder-list .row .button", "继续");
      browser.look(Look.PHONE);
      browser.screenshot("folders-phone-chinese");
      browser.look(Look.DESKTOP);
      browser.click("#library [aria-label=关闭]");
      browser.click("#language");
      browser.click("#library-open");
      browser.click(".folder-list .row .button");
      browser.untilText(".sync", "Changes in the folders are followed.");

      Path two = host.folder("two");
      Files.copy(KODAK.resolve("kodim23.jpg"), two.resolve("kodim23.jpg"));
      browser.click(".add-folder input");
      browser.type(two + "-not-there");
      browser.click(".add-folder .button");
      browser.untilText(".folder-list [role=status]", "a folder that the server can see");
      browser.script(Boolean.class, EMPTY_PATH);
      browser.click(".add-folder input");
      browser.type(two.toString());
      browser.click(".add-folder .button");
      browser.untilText("#summary", "3 pictures");
      browser.until("two folders", b -> b.all(".folders li", "class").size() == 2);

      browser.click(".folders li:last-child > button");
      browser.untilText(".folders li:last-child", "Its files stay where they are.");
      browser.screenshot("folders-take-out");
      browser.click(".folders li:last-child .button");
      browser.until("one folder", b -> b.all(".folders li", "class").size() == 1);
      browser.untilText("#summary", "2 pictures");
      assertThat(two.resolve("kodim23.jpg")).exists();
    }
  }

  @Test
  void picturesAreAddedByHandAndRefusedOnesNamed() throws IOException {
    try (PageHost host = PageHost.open(Scene.NO_LIBRARY)) {
      Path one = host.folder("one");
      Files.copy(KODAK.resolve("kodim05.jpg"), one.resolve("kodim05.jpg"));
      Path broken = Files.writeString(host.folder("two").resolve("broken.jpg"), "no picture");
      host.addFolder("photos", one);
      browser.go(host.url());
      browser.untilText("#summary", "1 picture");
      browser.click("#library-open");
      browser.the(".folder-list .row");
      browser.choose(".folder-list input[type=file]", KODAK.resolve("kodim19.jpg"), broken);
      browser.untilText(".folder-list [role=status]", "1 picture was added");
      assertThat(browser.text(".folder-list [role=status]")).contains("broken.jpg: ");
      browser.screenshot("folders-upload");
      browser.untilText("#summary", "2 pictures");
    }
  }
}
