package dev.pictor.pinecone.index;

import dev.pictor.http.Call;
import dev.pictor.http.KeySource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where Pinecone's clients put the key: the header `Api-Key`. Those of our own work too.
public final class PineconeKeys implements KeySource {

  @Override
  public List<String> candidates(Call call) throws IOException {
    List<String> keys = new ArrayList<>(KeySource.headers().candidates(call));
    call.header("Api-Key").ifPresent(key -> keys.add(key.strip()));
    return keys;
  }
}
