package dev.pictor.http;

import dev.pictor.error.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;

/// A parsed `multipart/form-data` body, in memory.
public final class Multipart {

  /// One part.
  ///
  /// @param fileName as the client named it; empty when it is no file
  @SuppressWarnings("ArrayRecordComponent")
  public record Part(String field, String fileName, byte[] content) {
    public String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  private static final int MAX_PARTS = 1000;

  private final List<Part> parts;

  private Multipart(List<Part> parts) {
    this.parts = parts;
  }

  static Multipart parse(String contentType, byte[] body) throws IOException {
    List<Part> parts = new ArrayList<>();
    try {
      FileItemInputIterator items =
          new Upload().getItemIterator(new BodyContext(contentType, body));
      while (items.hasNext()) {
        parts.add(part(items.next()));
        if (parts.size() > MAX_PARTS) {
          throw new InvalidRequest("multipart: more than " + MAX_PARTS + " parts");
        }
      }
    } catch (IOException e) {
      throw new InvalidRequest(
          "multipart: " + e.getMessage() + " (expected: multipart/form-data with a boundary)", e);
    }
    return new Multipart(List.copyOf(parts));
  }

  private static Part part(FileItemInput item) throws IOException {
    String field = item.getFieldName();
    String fileName = item.getName();
    try (InputStream in = item.getInputStream()) {
      return new Part(
          field == null ? "" : field, fileName == null ? "" : fileName, in.readAllBytes());
    }
  }

  public List<Part> parts() {
    return parts;
  }

  public List<Part> parts(String field) {
    return parts.stream().filter(part -> part.field().equals(field)).toList();
  }

  public Optional<Part> first(String field) {
    return parts(field).stream().findFirst();
  }

  /// @throws InvalidRequest naming the first field that is none of `known`
  public void requireOnly(List<String> known) {
    for (Part part : parts) {
      if (!known.contains(part.field())) {
        throw new InvalidRequest(
            "multipart field: " + part.field() + " (expected: one of " + known + ")");
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record BodyContext(String contentType, byte[] body) implements RequestContext {
    @Override
    public String getCharacterEncoding() {
      return "UTF-8";
    }

    @Override
    public long getContentLength() {
      return body.length;
    }

    @Override
    public String getContentType() {
      return contentType;
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(body);
    }

    @Override
    public boolean isMultipartRelated() {
      return false;
    }
  }

  /// The library's reader without its servlet side and without temporary files.
  private static final class Upload
      extends AbstractFileUpload<BodyContext, DiskFileItem, DiskFileItemFactory> {
    Upload() {
      setHeaderCharset(StandardCharsets.UTF_8);
    }

    @Override
    public FileItemInputIterator getItemIterator(BodyContext request) throws IOException {
      return super.getItemIterator((RequestContext) request);
    }

    @Override
    public java.util.Map<String, List<DiskFileItem>> parseParameterMap(BodyContext request)
        throws FileUploadException {
      return super.parseParameterMap((RequestContext) request);
    }

    @Override
    public List<DiskFileItem> parseRequest(BodyContext request) throws FileUploadException {
      return super.parseRequest((RequestContext) request);
    }
  }
}
