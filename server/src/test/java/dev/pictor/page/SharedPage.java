package dev.pictor.page;

import dev.pictor.page.Browser.Look;
import dev.pictor.page.PageHost.Scene;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Hands the same server of [Scene#EXAMPLES], all its photos indexed, and the same English browser
/// to every test class of a run; both are closed after the last one. A class that changes how the
/// browser looks at the page sets the look that it needs.
final class SharedPage implements ParameterResolver, ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Browser.reasonToSkip()
        .map(ConditionEvaluationResult::disabled)
        .orElseGet(() -> ConditionEvaluationResult.enabled("a browser is there, or must be"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == PageHost.class || type == Browser.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Store store = context.getRoot().getStore(Namespace.create(SharedPage.class));
    if (parameter.getParameter().getType() == PageHost.class) {
      return store.computeIfAbsent(
          PageHost.class, type -> PageHost.openIndexed(Scene.EXAMPLES), PageHost.class);
    }
    return store.computeIfAbsent(Browser.class, type -> Browser.open(Look.DESKTOP), Browser.class);
  }
}
