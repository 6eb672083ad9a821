#include "image/oci/contents.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "image/oci/content_queue.h"
#include "tasks/task_group.h"

namespace ropewalk::image {
namespace {

/// What may be unpacked and not yet looked into.
constexpr std::uint64_t kMostWaiting = 48ULL << 20U;

Outcome<Layer> read_one(const Image& image, std::size_t index, const LayerOptions& options) {
  auto blob = image.layers[index].read();
  if (!blob) {
    return fault(blob.error());
  }
  return read_layer(blob->bytes, image.config.diff_ids[index], options);
}

/// Every layer by whoever is free. What has been unpacked waits in a queue, from which a thread without a layer takes.
void read_layers(const Image& image, const std::function<LayerOptions(int layer)>& options_for, std::stop_token stop,
                 std::vector<std::optional<Outcome<Layer>>>& read) {
  const std::size_t threads = std::min<std::size_t>(std::thread::hardware_concurrency(), 4);
  ContentQueue queue(kMostWaiting);
  std::vector<LayerOptions> options;
  for (std::size_t index = 0; index < read.size(); ++index) {
    options.push_back(options_for(static_cast<int>(index)));
    if (threads > 1) {
      options.back().later = [&queue](std::uint64_t size, std::function<void()> show) {
        queue.add(size, std::move(show));
      };
    }
  }
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> unread = read.size();
  const auto work = [&](std::stop_token stopped) {
    // However a layer ends, the others do not wait for it.
    struct Ended {
      std::atomic<std::size_t>& unread;
      ContentQueue& queue;
      ~Ended() {
        if (--unread == 0) {
          queue.close();
        }
      }
    };
    for (std::size_t index = next++; index < read.size(); index = next++) {
      const Ended ended{unread, queue};
      if (!stopped.stop_requested()) {
        read[index] = read_one(image, index, options[index]);
      }
    }
    queue.help();
  };
  if (read.empty()) {
    return;
  }
  if (threads < 2) {
    work(stop);
    return;
  }
  tasks::TaskGroup group(stop);
  for (std::size_t index = 0; index < threads; ++index) {
    group.start(work);
  }
  group.wait();
}

/// A layer of files that lie on the disk is read by whoever opened it.
Outcome<Layer> read_once_more(const Image& image, std::size_t index, const LayerOptions& options) {
  if (image.read_files) {
    return image.read_files(options);
  }
  return read_one(image, index, options);
}

}  // namespace

Contents read_contents(Image image, const std::function<LayerOptions(int layer)>& options_for, std::stop_token stop) {
  Contents contents;
  std::vector<std::optional<Outcome<Layer>>> read(image.files ? 1 : image.layers.size());
  if (image.files) {
    read.front() = std::move(*image.files);
  } else {
    read_layers(image, options_for, stop, read);
  }
  contents.is_whole = true;
  for (std::size_t index = 0; index < read.size(); ++index) {
    if (!read[index] || !*read[index]) {
      Fault what = read[index] ? read[index]->error() : Fault{FaultKind::kUnreadable, "reading was stopped", -1, {}};
      what.layer = static_cast<int>(index);
      contents.faults.push_back(std::move(what));
      contents.is_whole = false;
      contents.layers.push_back(std::make_unique<Layer>());
      continue;
    }
    Layer& layer = **read[index];
    for (Fault& refused : layer.refused) {
      refused.layer = static_cast<int>(index);
      contents.faults.push_back(refused);
    }
    contents.bytes += layer.unpacked_bytes;
    contents.layers.push_back(std::make_unique<Layer>(std::move(layer)));
  }
  if (contents.is_whole) {
    for (std::size_t index = 0; index < contents.layers.size(); ++index) {
      contents.tree.apply(*contents.layers[index], static_cast<int>(index), contents.faults);
    }
  }
  image.files.reset();
  contents.read_again = [image = std::move(image)](std::size_t index, const LayerOptions& options) {
    return read_once_more(image, index, options);
  };
  return contents;
}

Outcome<void> keep_more(Contents& contents, const std::vector<const LayerEntry*>& wanted, std::uint64_t most_kept) {
  for (std::size_t index = 0; index < contents.layers.size(); ++index) {
    const auto kept = keep_more(*contents.layers[index], wanted, most_kept,
                                [&](const LayerOptions& options) { return contents.read_again(index, options); });
    if (!kept) {
      Fault what = kept.error();
      what.layer = static_cast<int>(index);
      return fault(std::move(what));
    }
  }
  return {};
}

}  // namespace ropewalk::image
