package dev.pictor.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/// Spark sessions with what the jobs need. Stateless.
final class Sessions {

  private Sessions() {}

  /// With the settings of spark-submit where it started this program, else on all local cores.
  static SparkSession open(String name) {
    SparkConf conf = new SparkConf();
    if (!conf.contains("spark.master")) {
      conf.setMaster("local[*]").setIfMissing("spark.ui.enabled", "false");
    }
    // A second attempt beside a first one would embed the same pictures twice.
    conf.set("spark.speculation", "false");
    return SparkSession.builder().appName(name).config(conf).getOrCreate();
  }
}
