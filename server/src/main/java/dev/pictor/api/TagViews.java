package dev.pictor.api;

import dev.pictor.tags.TagProgress;
import java.util.LinkedHashMap;
import java.util.Map;

/// Tags as the JSON of `docs/api.md`.
final class TagViews {

  private TagViews() {}

  static Map<String, Object> progress(TagProgress progress) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("phase", Views.lower(progress.phase()));
    view.put("vocabulary", progress.vocabulary());
    view.put("version", progress.version());
    view.put("total", progress.total());
    view.put("done", progress.done());
    view.put("tagged", progress.tagged());
    view.put("without", progress.without());
    view.put("unchanged", progress.unchanged());
    view.put("perSecond", progress.perSecond());
    view.put("elapsed", Views.seconds(progress.elapsed()));
    progress.remaining().ifPresent(left -> view.put("remaining", Views.seconds(left)));
    return view;
  }
}
