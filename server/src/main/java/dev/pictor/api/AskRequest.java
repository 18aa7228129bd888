package dev.pictor.api;

import dev.pictor.answer.Question;
import dev.pictor.answer.Subject;

/// A question to answer.
///
/// @param model name of the one whose vectors are asked
/// @param limit how many pictures the answer is made from at most
record AskRequest(Question question, Subject subject, String model, int limit) {}
