package dev.pictor.clip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          红色的 car,        红色的,      car
          a cup of 啤酒,     啤酒,        a cup of
          我的hamburger午餐, 我的 午餐,   hamburger
          有Wi-Fi的café,     有 的,       Wi-Fi café
          T恤,               T恤,         ''
          红色的T恤 shirt,   红色的T恤,   shirt
          3D打印 2024年,     3D打印 2024年, ''
          iPhone15手机,      手机,        iPhone15
          かわいい猫,        かわいい猫,  ''
          """)
  void latinWordsArePartedFromHanAndShortOnesOfOneWordWithItAreNot(
      String text, String rest, String latin) {
    assertThat(Script.part("Hani", text)).isEqualTo(new Script.Parted(rest, latin));
  }
}
