package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.clip.ModelManifest.Resize;
import dev.pictor.image.ResampleFilter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PictureSpecReaderTest {

  /// One line for each way in which known exports say it: CLIP new and old, Chinese-CLIP, SigLIP,
  /// SigLIP 2, MobileCLIP, a larger side before the crop, Immich, Jina, open_clip's defaults.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":224},"crop_size":{"height":224,"width":224},"do_center_crop":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],"resample":3} | 224 | 224 | CENTRE_CROP | BICUBIC | 127.5 | 127.5
          {"feature_extractor_type":"CLIPFeatureExtractor","size":336,"crop_size":336,"do_center_crop":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5]} | 336 | 336 | CENTRE_CROP | BICUBIC | 127.5 | 127.5
          {"image_processor_type":"ChineseCLIPFeatureExtractor","do_center_crop":false,"size":{"height":224,"width":224},"image_mean":[0.5,0.5,0.5],"image_std":[0.25,0.25,0.25]} | 224 | 224 | SQUASH | BICUBIC | 127.5 | 63.75
          {"feature_extractor_type":"ChineseCLIPFeatureExtractor","do_center_crop":false,"size":224,"crop_size":224,"image_mean":[0.5,0.5,0.5],"image_std":[0.25,0.25,0.25]} | 224 | 224 | SQUASH | BICUBIC | 127.5 | 63.75
          {"image_processor_type":"SiglipImageProcessor","do_resize":true,"size":{"height":256,"width":256}} | 256 | 256 | SQUASH | BICUBIC | 127.5 | 127.5
          {"image_processor_type":"SiglipImageProcessor","size":{"height":224,"width":224},"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],"resample":2,"rescale_factor":0.00392156862745098} | 224 | 224 | SQUASH | BILINEAR | 127.5 | 127.5
          {"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":256},"crop_size":{"height":256,"width":256},"do_normalize":false,"resample":2} | 256 | 256 | CENTRE_CROP | BILINEAR | 0 | 255
          {"image_processor_type":"CLIPImageProcessor","size":{"shortest_edge":256},"crop_size":224,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5]} | 224 | 256 | CENTRE_CROP | BICUBIC | 127.5 | 127.5
          {"size":[256,256],"mode":"RGB","mean":[0.0,0.0,0.0],"std":[1.0,1.0,1.0],"interpolation":"bilinear","resize_mode":"shortest","fill_color":0} | 256 | 256 | CENTRE_CROP | BILINEAR | 0 | 255
          {"image_processor_type":"JinaCLIPImageProcessor","size":512,"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5],"interpolation":"bicubic","resize_mode":"squash"} | 512 | 512 | SQUASH | BICUBIC | 127.5 | 127.5
          """)
  void everyFormIsRead(
      String json,
      int size,
      int resizeTo,
      Resize resize,
      ResampleFilter filter,
      double mean,
      double std) {
    PictureSpec spec = PictureSpecReader.read(Optional.of(file(json)), Optional.empty());
    assertThat(spec.size()).isEqualTo(size);
    assertThat(spec.resizeTo()).isEqualTo(resizeTo);
    assertThat(spec.resize()).isEqualTo(resize);
    assertThat(spec.filter()).isEqualTo(filter);
    assertThat(spec.mean()).allSatisfy(each -> assertThat(each).isCloseTo(mean, within(1e-9)));
    assertThat(spec.std()).allSatisfy(each -> assertThat(each).isCloseTo(std, within(1e-9)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model_cfg":{"vision_cfg":{"image_size":240}},"preprocess_cfg":{"mean":[0.5,0.5,0.5],"std":[0.5,0.5,0.5],"interpolation":"bicubic","resize_mode":"squash"}} | 240 | SQUASH | 127.5
          {"vision_cfg":{"image_size":[224,224]}} | 224 | CENTRE_CROP | 122.7709383
          {"vision_config":{"image_size":256}} | 256 | CENTRE_CROP | 122.7709383
          {} | 0 | CENTRE_CROP | 122.7709383
          """)
  void aConfigurationFillsWhatNoOtherFileSays(String json, int size, Resize resize, double mean) {
    PictureSpec spec = PictureSpecReader.read(Optional.empty(), Optional.of(file(json)));
    assertThat(spec.size()).isEqualTo(size);
    assertThat(spec.resize()).isEqualTo(resize);
    assertThat(spec.mean().getFirst()).isCloseTo(mean, within(1e-6));
  }

  private static JsonFile file(String json) {
    return new JsonFile(Path.of("config.json"), "", JsonMapper.shared().readTree(json));
  }
}
