package dev.pictor.page;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.json.JsonMapper;

/// A headless Chromium with a new profile. Everything that finds waits until there is something to
/// find. Not thread-safe.
final class Browser implements AutoCloseable {

  /// How a person looks at the page.
  ///
  /// @param language the first language of the browser, such as `zh-CN`
  record Look(String language, int width, int height, boolean dark, boolean touch) {
    static final Look DESKTOP = new Look("en-US", 1280, 800, false, false);
    static final Look DARK = new Look("en-US", 1280, 800, true, false);
    static final Look PHONE = new Look("zh-CN", 390, 844, false, true);
    static final Look SMALL_PHONE = new Look("en-US", 320, 640, false, true);
  }

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /// Why a test is skipped here: this machine has no browser. A build server (`CI` is set) must
  /// have one.
  static Optional<String> reasonToSkip() {
    return System.getenv("CI") == null ? missing() : Optional.empty();
  }

  private static Optional<String> missing() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER)
        ? Optional.empty()
        : Optional.of(
            "no %s or no %s: install the packages chromium and chromium-driver"
                .formatted(CHROMIUM, DRIVER));
  }

  static Browser open(Look look) {
    reasonToSkip().ifPresent(reason -> assumeTrue(false, reason));
    missing().ifPresent(Assertions::fail);
    ChromeDriver driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                // The locale of date fields comes from the environment, not from a flag.
                .withEnvironment(Map.of("LANGUAGE", look.language().replace('-', '_')))
                .build(),
            options(look));
    Browser browser = new Browser(driver);
    browser.look(look);
    return browser;
  }

  /// Changes all of the look but the language, which is fixed when the browser starts.
  void look(Look look) {
    Map<String, Object> screen =
        Map.of(
            "width", look.width(),
            "height", look.height(),
            "deviceScaleFactor", 1,
            "mobile", look.touch());
    driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", screen);
    driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", look.touch()));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia", Map.of("features", List.of(colours(look), calm())));
  }

  private static ChromeOptions options(Look look) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=" + look.language(),
        "--window-size=%d,%d".formatted(look.width(), look.height()));
    options.setExperimentalOption(
        "prefs", Map.of("intl.accept_languages", look.language() + ",en"));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    return options;
  }

  private static Map<String, String> colours(Look look) {
    return Map.of("name", "prefers-color-scheme", "value", look.dark() ? "dark" : "light");
  }

  private static Map<String, String> calm() {
    return Map.of("name", "prefers-reduced-motion", "value", "reduce");
  }

  void go(String url) {
    driver.get(url);
  }

  /// Leaves the page, which would go on asking a server that may be gone. Forgets what pages have
  /// stored, loaded and logged, as a new profile would, and is connected.
  void forget() {
    driver.get("about:blank");
    offline(false);
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
    driver.executeCdpCommand(
        "Storage.clearDataForOrigin", Map.of("origin", "*", "storageTypes", "all"));
    driver.manage().logs().get(LogType.BROWSER);
    driver.manage().logs().get(LogType.PERFORMANCE);
  }

  void back() {
    driver.navigate().back();
  }

  String url() {
    return String.valueOf(driver.getCurrentUrl());
  }

  /// The first visible element that fits.
  WebElement the(String css) {
    List<WebElement> found = new ArrayList<>();
    until(
        "visible: " + css,
        b -> {
          found.clear();
          driver.findElements(By.cssSelector(css)).stream()
              .filter(WebElement::isDisplayed)
              .findFirst()
              .ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  void click(String css) {
    until(
        "click " + css,
        b -> {
          b.the(css).click();
          return true;
        });
  }

  boolean shows(String css) {
    return driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed);
  }

  String text(String css) {
    return the(css).getText();
  }

  /// Values of an attribute of all elements that fit, in order.
  List<String> all(String css, String attribute) {
    List<String> values = new ArrayList<>();
    until(
        attribute + " of " + css,
        b -> {
          values.clear();
          driver
              .findElements(By.cssSelector(css))
              .forEach(element -> values.add(String.valueOf(element.getAttribute(attribute))));
          return true;
        });
    return values;
  }

  void until(String claim, Predicate<Browser> condition) {
    new WebDriverWait(driver, PATIENCE, BETWEEN_LOOKS)
        .withMessage(() -> claim + ", but the page says\n" + visibleText())
        .ignoreAll(
            List.of(StaleElementReferenceException.class, ElementClickInterceptedException.class))
        .until(d -> condition.test(this));
  }

  void untilText(String css, String part) {
    until(css + " says " + part, b -> b.text(css).contains(part));
  }

  /// Waits until the page shows the answer to what was last asked.
  void untilAnswered() {
    until("answered", b -> b.all("#results[aria-busy]", "id").isEmpty());
  }

  void type(CharSequence... keys) {
    new Actions(driver).sendKeys(String.join("", keys)).perform();
  }

  void press(Keys key) {
    new Actions(driver).sendKeys(key).perform();
  }

  void pressWithShift(Keys key) {
    new Actions(driver).keyDown(Keys.SHIFT).sendKeys(key).keyUp(Keys.SHIFT).perform();
  }

  /// Draws with the mouse, from and to places in parts of an element's sides.
  void draw(String css, double fromX, double fromY, double toX, double toY) {
    WebElement element = the(css);
    int width = element.getSize().width;
    int height = element.getSize().height;
    new Actions(driver)
        .moveToElement(element, (int) ((fromX - 0.5) * width), (int) ((fromY - 0.5) * height))
        .clickAndHold()
        .moveToElement(element, (int) ((toX - 0.5) * width), (int) ((toY - 0.5) * height))
        .release()
        .perform();
  }

  void upload(Path picture) {
    driver.findElement(By.id("file")).sendKeys(picture.toAbsolutePath().normalize().toString());
  }

  /// Gives files to the field of a form that takes them.
  void choose(String css, Path... files) {
    String paths =
        Stream.of(files)
            .map(file -> file.toAbsolutePath().normalize().toString())
            .collect(Collectors.joining("\n"));
    driver.findElement(By.cssSelector(css)).sendKeys(paths);
  }

  /// Chooses an option of a select.
  void choose(String css, String value) {
    new Select(the(css)).selectByValue(value);
  }

  <T> T script(Class<T> type, String javascript, Object... arguments) {
    return type.cast(
        requireNonNull(driver.executeScript(javascript, arguments), "script returned nothing"));
  }

  /// Like [#script], for a script that calls its last argument with the result.
  <T> T wait(Class<T> type, String javascript) {
    return type.cast(
        requireNonNull(driver.executeAsyncScript(javascript), "script returned nothing"));
  }

  /// Cuts the page off from its server, or connects it again.
  void offline(boolean offline) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /// Sends an event with a file that lies at `url`, as the browser does when a person drops
  /// (`DragEvent`, `dataTransfer`) or pastes (`ClipboardEvent`, `clipboardData`) it.
  void handOver(String event, String type, String field, String url) {
    driver.executeAsyncScript(
        """
        const [event, type, field, url, done] = arguments;
        fetch(url).then((response) => response.blob()).then((blob) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([blob], 'handed-over.jpg', {type: 'image/jpeg'}));
          const options = {[field]: transfer, bubbles: true, cancelable: true};
          document.body.dispatchEvent(new window[type](event, options));
          done();
        });
        """,
        event,
        type,
        field,
        url);
  }

  /// Saves what is visible, once all pictures in the window are there.
  void screenshot(String name) throws IOException {
    untilAnswered();
    until(
        "pictures are loaded",
        b ->
            b.script(
                Boolean.class,
                """
                return [...document.images].every((img) => img.complete
                    || img.getBoundingClientRect().top > innerHeight);
                """));
    Files.createDirectories(SCREENSHOTS);
    File shot = driver.getScreenshotAs(OutputType.FILE);
    Files.move(
        shot.toPath(), SCREENSHOTS.resolve(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
  }

  String visibleText() {
    return script(String.class, "return document.body.innerText");
  }

  /// Errors on the console since the last call.
  List<String> consoleErrors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /// Addresses that the browser asked for, since the last call, other than those of `server`.
  List<String> requestsBeyond(String server) {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> JsonMapper.shared().readTree(entry.getMessage()).path("message"))
        .filter(message -> message.path("method").asString().equals("Network.requestWillBeSent"))
        .map(message -> message.path("params").path("request").path("url").asString())
        .filter(url -> !url.startsWith(server) && !url.matches("(blob|data|about):.*"))
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
