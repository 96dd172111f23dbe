# Flags for every target, and the three kinds of target there are: a room of the library, a test,
# a fuzz target.
find_package(PkgConfig REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

add_library(dauys_flags INTERFACE)
target_include_directories(dauys_flags INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_compile_options(dauys_flags INTERFACE
    $<$<COMPILE_LANGUAGE:C>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wundef -Wvla -Wwrite-strings
    -Wcast-qual -Wpointer-arith -Wformat=2 -Wimplicit-fallthrough -Wdouble-promotion -Wfloat-equal
    -Wnull-dereference -Wswitch-enum>
    -ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -fstack-protector-strong -fPIE)
target_link_options(dauys_flags INTERFACE -pie -Wl,-z,relro,-z,now)
if(DAUYS_WERROR)
    target_compile_options(dauys_flags INTERFACE -Werror)
endif()
if(DAUYS_SANITIZE)
    target_compile_options(dauys_flags INTERFACE -fsanitize=address,undefined
        -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g)
    target_link_options(dauys_flags INTERFACE -fsanitize=address,undefined)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(dauys_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
if(DAUYS_FUZZ)
    target_compile_options(dauys_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_compile_definitions(dauys_flags INTERFACE _GNU_SOURCE DAUYS_VERSION="${PROJECT_VERSION}")

add_library(dauys STATIC)
set_target_properties(dauys PROPERTIES ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
target_link_libraries(dauys PUBLIC dauys_flags PkgConfig::JANSSON PkgConfig::YAML PkgConfig::SODIUM
    PkgConfig::SQLITE Threads::Threads ${CMAKE_DL_LIBS})
# These are opened when they are needed (src/base/library.h): only their headers.
target_include_directories(dauys SYSTEM PUBLIC ${PQ_INCLUDE_DIRS} ${MICROHTTPD_INCLUDE_DIRS}
    ${CRYPTO_INCLUDE_DIRS})

# dauys_room(SOURCES...): the files of one folder under src/, part of libdauys.
function(dauys_room)
    list(TRANSFORM ARGN PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    target_sources(dauys PRIVATE ${ARGN})
endfunction()

# dauys_test(NAME SOURCES... [WITH COMMAND...]): a cmocka program test/.../NAME.c, run by CTest, where
# wanted through a command that is given its own to run. Exit code 77: skipped.
function(dauys_test name)
    cmake_parse_arguments(PARSE_ARGV 1 given "" "" "WITH")
    add_executable(${name} ${given_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE dauys cmocka)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test)
    target_compile_definitions(${name} PRIVATE DAUYS_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${given_WITH} $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} SKIP_RETURN_CODE 77)
endfunction()

# dauys_fuzz(NAME SOURCES...): a libFuzzer target.
function(dauys_fuzz name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE dauys)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
endfunction()

# dauys_catalogues(LANG...): compile po/LANG.po with gettext's msgfmt and link the .mo files into
# the library, with the table of them that src/base/catalogues.h declares.
function(dauys_catalogues)
    find_program(MSGFMT msgfmt REQUIRED)
    set(assembly "    .section .rodata\n")
    set(declarations "")
    set(rows "")
    set(names "\"en\", ")
    foreach(lang ${ARGN})
        set(po ${PROJECT_SOURCE_DIR}/po/${lang}.po)
        set(mo ${CMAKE_CURRENT_BINARY_DIR}/${lang}.mo)
        add_custom_command(OUTPUT ${mo} DEPENDS ${po} VERBATIM
            COMMAND ${MSGFMT} --check --no-hash --endianness=little --alignment=8 -o ${mo} ${po})
        list(APPEND all_mo ${mo})
        string(APPEND assembly "    .global dy_catalogue_${lang}\n    .balign 16\n"
            "dy_catalogue_${lang}:\n    .incbin \"${mo}\"\n    .byte 0\n")
        string(APPEND declarations "extern const char dy_catalogue_${lang}[];\n")
        string(APPEND rows "    {\"${lang}\", dy_catalogue_${lang}},\n")
        string(APPEND names "\"${lang}\", ")
    endforeach()
    string(APPEND assembly "    .section .note.GNU-stack,\"\",%progbits\n")
    file(CONFIGURE OUTPUT catalogues.S CONTENT "${assembly}")
    file(CONFIGURE OUTPUT catalogues.c CONTENT "#include \"base/catalogues.h\"\n\n${declarations}
const struct dy_catalogue dy_catalogues[] = {\n${rows}};
const size_t dy_n_catalogues = sizeof dy_catalogues / sizeof dy_catalogues[0];
const char *const dy_catalogue_languages[] = {${names}NULL};\n")
    set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/catalogues.S
        TARGET_DIRECTORY dauys PROPERTIES OBJECT_DEPENDS "${all_mo}")
    add_custom_target(catalogues DEPENDS ${all_mo})
    add_dependencies(dauys catalogues)
    target_sources(dauys PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/catalogues.S
        ${CMAKE_CURRENT_BINARY_DIR}/catalogues.c)
endfunction()

# dauys_embed(TEMPLATES FILES... STYLES FILES...): link files into the library, style sheets also
# compressed, with the table of them that src/publish/embedded.h declares.
function(dauys_embed)
    cmake_parse_arguments(PARSE_ARGV 0 given "" "" "TEMPLATES;STYLES")
    find_program(GZIP gzip REQUIRED)
    set(assembly "    .section .rodata\n")
    set(declarations "")
    set(rows "")
    set(inputs "")
    foreach(file ${given_TEMPLATES} ${given_STYLES})
        get_filename_component(name ${file} NAME_WE)
        string(APPEND assembly "    .global dy_file_${name}, dy_file_${name}_end\ndy_file_${name}:\n"
            "    .incbin \"${file}\"\ndy_file_${name}_end:\n    .byte 0\n")
        string(APPEND declarations "extern const char dy_file_${name}[], dy_file_${name}_end[];\n")
        set(gz "NULL, NULL")
        set(is_template true)
        if(file IN_LIST given_STYLES)
            set(is_template false)
            set(packed ${CMAKE_CURRENT_BINARY_DIR}/${name}.gz)
            add_custom_command(OUTPUT ${packed} DEPENDS ${file} VERBATIM
                COMMAND sh -c "exec \"$0\" -9 -n -c \"$1\" >\"$2\"" ${GZIP} ${file} ${packed})
            list(APPEND all_packed ${packed})
            string(APPEND assembly "    .global dy_gz_${name}, dy_gz_${name}_end\ndy_gz_${name}:\n"
                "    .incbin \"${packed}\"\ndy_gz_${name}_end:\n    .byte 0\n")
            string(APPEND declarations "extern const char dy_gz_${name}[], dy_gz_${name}_end[];\n")
            set(gz "dy_gz_${name}, dy_gz_${name}_end")
        endif()
        string(APPEND rows
            "    {\"${name}\", ${is_template}, dy_file_${name}, dy_file_${name}_end, ${gz}},\n")
        list(APPEND inputs ${file})
    endforeach()
    string(APPEND assembly "    .section .note.GNU-stack,\"\",%progbits\n")
    file(CONFIGURE OUTPUT embedded.S CONTENT "${assembly}")
    file(CONFIGURE OUTPUT embedded.c CONTENT "#include \"publish/embedded.h\"\n\n${declarations}
const struct dy_embedded dy_embedded[] = {\n${rows}};
const size_t dy_n_embedded = sizeof dy_embedded / sizeof dy_embedded[0];\n")
    set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/embedded.S
        TARGET_DIRECTORY dauys PROPERTIES OBJECT_DEPENDS "${inputs};${all_packed}")
    add_custom_target(embedded DEPENDS ${all_packed})
    add_dependencies(dauys embedded)
    target_sources(dauys PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/embedded.S
        ${CMAKE_CURRENT_BINARY_DIR}/embedded.c)
endfunction()
