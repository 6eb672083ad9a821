// What a service answers to a load: fed whole, and in two parts at any place, it ends the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ports/http_reply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = size == 0 ? 0 : data[0] % size;
  ropewalk::ports::HttpReply whole;
  whole.feed(text);
  ropewalk::ports::HttpReply parts;
  parts.feed(text.substr(0, cut));
  parts.feed(text.substr(cut));
  if (whole.state() != parts.state() || whole.status() != parts.status() || whole.close() != parts.close()) {
    std::abort();
  }
  return 0;
}
