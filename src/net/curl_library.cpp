#include "net/curl_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace ropewalk::net {
namespace {

constexpr const char* kHint = "install it: apt install libcurl4";

/// Takes one function; false when the library has none of that name.
template <class Function>
bool take(void* library, const char* name, Function& into) {
  into = reinterpret_cast<Function>(::dlsym(library, name));
  return into != nullptr;
}

Result<CurlLibrary> load() {
  // OpenSSL's flavour first; GnuTLS's has the same functions and another name.
  void* library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    library = ::dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  }
  if (library == nullptr) {
    return fail(ErrorKind::kInternal, "libcurl.so.4 is not on this machine, and requests need it", kHint);
  }
  decltype(&::curl_global_init) global_init = nullptr;
  CurlLibrary curl;
  const bool has_all =
      take(library, "curl_global_init", global_init) && take(library, "curl_easy_init", curl.easy_init) &&
      take(library, "curl_easy_reset", curl.easy_reset) && take(library, "curl_easy_cleanup", curl.easy_cleanup) &&
      take(library, "curl_easy_setopt", curl.easy_setopt) && take(library, "curl_easy_getinfo", curl.easy_getinfo) &&
      take(library, "curl_easy_strerror", curl.easy_strerror) && take(library, "curl_multi_init", curl.multi_init) &&
      take(library, "curl_multi_cleanup", curl.multi_cleanup) &&
      take(library, "curl_multi_add_handle", curl.multi_add_handle) &&
      take(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
      take(library, "curl_multi_perform", curl.multi_perform) && take(library, "curl_multi_poll", curl.multi_poll) &&
      take(library, "curl_multi_wakeup", curl.multi_wakeup) &&
      take(library, "curl_multi_info_read", curl.multi_info_read) &&
      take(library, "curl_multi_strerror", curl.multi_strerror) &&
      take(library, "curl_slist_append", curl.slist_append) &&
      take(library, "curl_slist_free_all", curl.slist_free_all);
  if (!has_all) {
    return fail(ErrorKind::kInternal, "the libcurl of this machine is older than 7.68", "update libcurl4");
  }
  if (const CURLcode code = global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK) {
    return fail(ErrorKind::kInternal, fmt::format("libcurl does not start: {}", curl.easy_strerror(code)));
  }
  return curl;
}

}  // namespace

Result<const CurlLibrary*> curl_library() {
  static const Result<CurlLibrary> loaded = load();
  if (!loaded) {
    return fail(loaded.error());
  }
  return &*loaded;
}

}  // namespace ropewalk::net
