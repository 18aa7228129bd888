package dev.pictor.tags;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.ParseOptions;
import com.adobe.internal.xmp.options.PropertyOptions;
import com.adobe.internal.xmp.options.SerializeOptions;
import dev.pictor.error.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/// An XMP side-car: the tags of a picture as `dc:subject`, beside all that other programs wrote
/// there. What Pictor has added is remembered in `pictor:subject` of the same file, so that tags
/// that are no longer found go again, and those of others stay. Not thread-safe.
public final class SideCar {

  /// Stands behind the whole name of the picture: `photo.jpg.xmp`.
  public static final String EXTENSION = ".xmp";

  private static final String OURS = "urn:pictor:xmp#";
  private static final String SUBJECT = "subject";

  static {
    try {
      String _ = XMPMetaFactory.getSchemaRegistry().registerNamespace(OURS, "pictor");
    } catch (XMPException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final XMPMeta content;

  private SideCar(XMPMeta content) {
    this.content = content;
  }

  public static SideCar empty() {
    return new SideCar(XMPMetaFactory.create());
  }

  /// @param name of the file, for messages
  /// @throws InvalidRequest when it is no XMP, or says something else than a list as `dc:subject`
  public static SideCar parse(String name, byte[] content) {
    try {
      requireXmp(content);
      SideCar sideCar =
          new SideCar(
              XMPMetaFactory.parseFromBuffer(
                  content, new ParseOptions().setRequireXMPMeta(true).setDisallowDoctype(true)));
      List<String> _ = sideCar.texts(XMPConst.NS_DC);
      return sideCar;
    } catch (XMPException | SAXException broken) {
      throw new InvalidRequest(
          "side-car: %s is no XMP: %s (expected: an XMP file, or none). It was left as it is; repair or move it."
              .formatted(name, broken.getMessage()),
          broken);
    }
  }

  /// The library takes other XML for XMP that says nothing, and passes over what stands beside the
  /// RDF; all that would be written over.
  private static void requireXmp(byte[] content) throws SAXException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder parser = factory.newDocumentBuilder();
      parser.setErrorHandler(null); // it would print
      Element root = parser.parse(new ByteArrayInputStream(content)).getDocumentElement();
      if (!isNamed(root, "adobe:ns:meta/", "xmpmeta") || !hasRdfAlone(root)) {
        throw new SAXException(
            "its root is " + root.getTagName() + ", not x:xmpmeta with one rdf:RDF");
      }
    } catch (ParserConfigurationException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean hasRdfAlone(Element root) {
    int elements = 0;
    boolean rdf = false;
    for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeType() == Node.ELEMENT_NODE) {
        elements++;
        rdf = isNamed(child, XMPConst.NS_RDF, "RDF");
      }
    }
    return rdf && elements == 1;
  }

  private static boolean isNamed(Node node, String namespace, String name) {
    return namespace.equals(node.getNamespaceURI()) && name.equals(node.getLocalName());
  }

  /// Puts tags in the place of those that were put there before.
  ///
  /// @return whether that changes anything
  public boolean put(List<String> tags) {
    try {
      List<String> before = texts(XMPConst.NS_DC);
      List<String> addedBefore = texts(OURS);
      List<String> added =
          tags.stream().filter(tag -> !before.contains(tag) || addedBefore.contains(tag)).toList();
      List<String> gone = addedBefore.stream().filter(tag -> !added.contains(tag)).toList();
      if (gone.isEmpty() && before.containsAll(added) && added.equals(addedBefore)) {
        return false;
      }
      remove(XMPConst.NS_DC, gone);
      append(XMPConst.NS_DC, added.stream().filter(tag -> !before.contains(tag)).toList());
      content.deleteProperty(OURS, SUBJECT);
      append(OURS, added);
      return true;
    } catch (XMPException e) {
      throw new IllegalStateException("dc:subject cannot be written", e);
    }
  }

  private List<String> texts(String namespace) throws XMPException {
    List<String> texts = new ArrayList<>();
    if (content.doesPropertyExist(namespace, SUBJECT)) {
      for (int i = 1; i <= content.countArrayItems(namespace, SUBJECT); i++) {
        texts.add(content.getArrayItem(namespace, SUBJECT, i).getValue());
      }
    }
    return texts;
  }

  /// The other items stay with all that belongs to them.
  private void remove(String namespace, List<String> gone) throws XMPException {
    List<String> texts = texts(namespace);
    for (int i = texts.size(); i > 0; i--) {
      if (gone.contains(texts.get(i - 1))) {
        content.deleteArrayItem(namespace, SUBJECT, i);
      }
    }
    if (!texts.isEmpty() && gone.containsAll(texts)) {
      content.deleteProperty(namespace, SUBJECT);
    }
  }

  private void append(String namespace, List<String> texts) throws XMPException {
    for (String text : texts) {
      content.appendArrayItem(namespace, SUBJECT, new PropertyOptions().setArray(true), text, null);
    }
  }

  public byte[] bytes() {
    try {
      return XMPMetaFactory.serializeToBuffer(
          content, new SerializeOptions().setOmitPacketWrapper(true).setUseCanonicalFormat(true));
    } catch (XMPException e) {
      throw new IllegalStateException("XMP cannot be written", e);
    }
  }
}
