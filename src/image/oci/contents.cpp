#include "image/oci/contents.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "tasks/task_group.h"

namespace ropewalk::image {
namespace {

Outcome<Layer> read_one(const Image& image, std::size_t index, const LayerOptions& options) {
  auto blob = image.layers[index].read();
  if (!blob) {
    return fault(blob.error());
  }
  return read_layer(blob->bytes, image.config.diff_ids[index], options);
}

}  // namespace

Contents read_contents(Image image, const std::function<LayerOptions(int layer)>& options_for, std::stop_token stop) {
  Contents contents;
  std::vector<std::optional<Outcome<Layer>>> read(image.files ? 1 : image.layers.size());
  if (image.files) {
    read.front() = std::move(*image.files);
  } else {
    std::atomic<std::size_t> next = 0;
    const auto work = [&](std::stop_token stopped) {
      for (std::size_t index = next++; index < read.size() && !stopped.stop_requested(); index = next++) {
        read[index] = read_one(image, index, options_for(static_cast<int>(index)));
      }
    };
    const std::size_t threads = std::min<std::size_t>({read.size(), std::thread::hardware_concurrency(), 4});
    if (threads < 2) {
      work(stop);
    } else {
      tasks::TaskGroup group(stop);
      for (std::size_t index = 0; index < threads; ++index) {
        group.start(work);
      }
      group.wait();
    }
  }
  contents.is_whole = true;
  for (std::size_t index = 0; index < read.size(); ++index) {
    if (!read[index] || !*read[index]) {
      Fault what = read[index] ? read[index]->error() : Fault{FaultKind::kUnreadable, "reading was stopped", -1, {}};
      what.layer = static_cast<int>(index);
      contents.faults.push_back(std::move(what));
      contents.is_whole = false;
      contents.layers.push_back(std::make_unique<const Layer>());
      continue;
    }
    Layer& layer = **read[index];
    for (Fault& refused : layer.refused) {
      refused.layer = static_cast<int>(index);
      contents.faults.push_back(refused);
    }
    contents.bytes += layer.unpacked_bytes;
    contents.layers.push_back(std::make_unique<const Layer>(std::move(layer)));
  }
  if (contents.is_whole) {
    for (std::size_t index = 0; index < contents.layers.size(); ++index) {
      contents.tree.apply(*contents.layers[index], static_cast<int>(index), contents.faults);
    }
  }
  return contents;
}

}  // namespace ropewalk::image
