// More than 255 local variables of every type: wide loads, stores, iinc and ret.

public class WideLocals {
    static String many(int seed) {
        int v0 = seed + 0;
        long v1 = seed * 1L;
        double v2 = seed / 3.0;
        float v3 = seed * 3.5f;
        Object v4 = "o" + 4;
        int v5 = seed + 5;
        long v6 = seed * 6L;
        double v7 = seed / 8.0;
        float v8 = seed * 8.5f;
        Object v9 = "o" + 9;
        int v10 = seed + 10;
        long v11 = seed * 11L;
        double v12 = seed / 13.0;
        float v13 = seed * 13.5f;
        Object v14 = "o" + 14;
        int v15 = seed + 15;
        long v16 = seed * 16L;
        double v17 = seed / 18.0;
        float v18 = seed * 18.5f;
        Object v19 = "o" + 19;
        int v20 = seed + 20;
        long v21 = seed * 21L;
        double v22 = seed / 23.0;
        float v23 = seed * 23.5f;
        Object v24 = "o" + 24;
        int v25 = seed + 25;
        long v26 = seed * 26L;
        double v27 = seed / 28.0;
        float v28 = seed * 28.5f;
        Object v29 = "o" + 29;
        int v30 = seed + 30;
        long v31 = seed * 31L;
        double v32 = seed / 33.0;
        float v33 = seed * 33.5f;
        Object v34 = "o" + 34;
        int v35 = seed + 35;
        long v36 = seed * 36L;
        double v37 = seed / 38.0;
        float v38 = seed * 38.5f;
        Object v39 = "o" + 39;
        int v40 = seed + 40;
        long v41 = seed * 41L;
        double v42 = seed / 43.0;
        float v43 = seed * 43.5f;
        Object v44 = "o" + 44;
        int v45 = seed + 45;
        long v46 = seed * 46L;
        double v47 = seed / 48.0;
        float v48 = seed * 48.5f;
        Object v49 = "o" + 49;
        int v50 = seed + 50;
        long v51 = seed * 51L;
        double v52 = seed / 53.0;
        float v53 = seed * 53.5f;
        Object v54 = "o" + 54;
        int v55 = seed + 55;
        long v56 = seed * 56L;
        double v57 = seed / 58.0;
        float v58 = seed * 58.5f;
        Object v59 = "o" + 59;
        int v60 = seed + 60;
        long v61 = seed * 61L;
        double v62 = seed / 63.0;
        float v63 = seed * 63.5f;
        Object v64 = "o" + 64;
        int v65 = seed + 65;
        long v66 = seed * 66L;
        double v67 = seed / 68.0;
        float v68 = seed * 68.5f;
        Object v69 = "o" + 69;
        int v70 = seed + 70;
        long v71 = seed * 71L;
        double v72 = seed / 73.0;
        float v73 = seed * 73.5f;
        Object v74 = "o" + 74;
        int v75 = seed + 75;
        long v76 = seed * 76L;
        double v77 = seed / 78.0;
        float v78 = seed * 78.5f;
        Object v79 = "o" + 79;
        int v80 = seed + 80;
        long v81 = seed * 81L;
        double v82 = seed / 83.0;
        float v83 = seed * 83.5f;
        Object v84 = "o" + 84;
        int v85 = seed + 85;
        long v86 = seed * 86L;
        double v87 = seed / 88.0;
        float v88 = seed * 88.5f;
        Object v89 = "o" + 89;
        int v90 = seed + 90;
        long v91 = seed * 91L;
        double v92 = seed / 93.0;
        float v93 = seed * 93.5f;
        Object v94 = "o" + 94;
        int v95 = seed + 95;
        long v96 = seed * 96L;
        double v97 = seed / 98.0;
        float v98 = seed * 98.5f;
        Object v99 = "o" + 99;
        int v100 = seed + 100;
        long v101 = seed * 101L;
        double v102 = seed / 103.0;
        float v103 = seed * 103.5f;
        Object v104 = "o" + 104;
        int v105 = seed + 105;
        long v106 = seed * 106L;
        double v107 = seed / 108.0;
        float v108 = seed * 108.5f;
        Object v109 = "o" + 109;
        int v110 = seed + 110;
        long v111 = seed * 111L;
        double v112 = seed / 113.0;
        float v113 = seed * 113.5f;
        Object v114 = "o" + 114;
        int v115 = seed + 115;
        long v116 = seed * 116L;
        double v117 = seed / 118.0;
        float v118 = seed * 118.5f;
        Object v119 = "o" + 119;
        int v120 = seed + 120;
        long v121 = seed * 121L;
        double v122 = seed / 123.0;
        float v123 = seed * 123.5f;
        Object v124 = "o" + 124;
        int v125 = seed + 125;
        long v126 = seed * 126L;
        double v127 = seed / 128.0;
        float v128 = seed * 128.5f;
        Object v129 = "o" + 129;
        int v130 = seed + 130;
        long v131 = seed * 131L;
        double v132 = seed / 133.0;
        float v133 = seed * 133.5f;
        Object v134 = "o" + 134;
        int v135 = seed + 135;
        long v136 = seed * 136L;
        double v137 = seed / 138.0;
        float v138 = seed * 138.5f;
        Object v139 = "o" + 139;
        int v140 = seed + 140;
        long v141 = seed * 141L;
        double v142 = seed / 143.0;
        float v143 = seed * 143.5f;
        Object v144 = "o" + 144;
        int v145 = seed + 145;
        long v146 = seed * 146L;
        double v147 = seed / 148.0;
        float v148 = seed * 148.5f;
        Object v149 = "o" + 149;
        int v150 = seed + 150;
        long v151 = seed * 151L;
        double v152 = seed / 153.0;
        float v153 = seed * 153.5f;
        Object v154 = "o" + 154;
        int v155 = seed + 155;
        long v156 = seed * 156L;
        double v157 = seed / 158.0;
        float v158 = seed * 158.5f;
        Object v159 = "o" + 159;
        int v160 = seed + 160;
        long v161 = seed * 161L;
        double v162 = seed / 163.0;
        float v163 = seed * 163.5f;
        Object v164 = "o" + 164;
        int v165 = seed + 165;
        long v166 = seed * 166L;
        double v167 = seed / 168.0;
        float v168 = seed * 168.5f;
        Object v169 = "o" + 169;
        int v170 = seed + 170;
        long v171 = seed * 171L;
        double v172 = seed / 173.0;
        float v173 = seed * 173.5f;
        Object v174 = "o" + 174;
        int v175 = seed + 175;
        long v176 = seed * 176L;
        double v177 = seed / 178.0;
        float v178 = seed * 178.5f;
        Object v179 = "o" + 179;
        int v180 = seed + 180;
        long v181 = seed * 181L;
        double v182 = seed / 183.0;
        float v183 = seed * 183.5f;
        Object v184 = "o" + 184;
        int v185 = seed + 185;
        long v186 = seed * 186L;
        double v187 = seed / 188.0;
        float v188 = seed * 188.5f;
        Object v189 = "o" + 189;
        int v190 = seed + 190;
        long v191 = seed * 191L;
        double v192 = seed / 193.0;
        float v193 = seed * 193.5f;
        Object v194 = "o" + 194;
        int v195 = seed + 195;
        long v196 = seed * 196L;
        double v197 = seed / 198.0;
        float v198 = seed * 198.5f;
        Object v199 = "o" + 199;
        int v200 = seed + 200;
        long v201 = seed * 201L;
        double v202 = seed / 203.0;
        float v203 = seed * 203.5f;
        Object v204 = "o" + 204;
        int v205 = seed + 205;
        long v206 = seed * 206L;
        double v207 = seed / 208.0;
        float v208 = seed * 208.5f;
        Object v209 = "o" + 209;
        int v210 = seed + 210;
        long v211 = seed * 211L;
        double v212 = seed / 213.0;
        float v213 = seed * 213.5f;
        Object v214 = "o" + 214;
        int v215 = seed + 215;
        long v216 = seed * 216L;
        double v217 = seed / 218.0;
        float v218 = seed * 218.5f;
        Object v219 = "o" + 219;
        int v220 = seed + 220;
        long v221 = seed * 221L;
        double v222 = seed / 223.0;
        float v223 = seed * 223.5f;
        Object v224 = "o" + 224;
        int v225 = seed + 225;
        long v226 = seed * 226L;
        double v227 = seed / 228.0;
        float v228 = seed * 228.5f;
        Object v229 = "o" + 229;
        int v230 = seed + 230;
        long v231 = seed * 231L;
        double v232 = seed / 233.0;
        float v233 = seed * 233.5f;
        Object v234 = "o" + 234;
        int v235 = seed + 235;
        long v236 = seed * 236L;
        double v237 = seed / 238.0;
        float v238 = seed * 238.5f;
        Object v239 = "o" + 239;
        int v240 = seed + 240;
        long v241 = seed * 241L;
        double v242 = seed / 243.0;
        float v243 = seed * 243.5f;
        Object v244 = "o" + 244;
        int v245 = seed + 245;
        long v246 = seed * 246L;
        double v247 = seed / 248.0;
        float v248 = seed * 248.5f;
        Object v249 = "o" + 249;
        int v250 = seed + 250;
        long v251 = seed * 251L;
        double v252 = seed / 253.0;
        float v253 = seed * 253.5f;
        Object v254 = "o" + 254;
        int v255 = seed + 255;
        long v256 = seed * 256L;
        double v257 = seed / 258.0;
        float v258 = seed * 258.5f;
        Object v259 = "o" + 259;
        int v260 = seed + 260;
        long v261 = seed * 261L;
        double v262 = seed / 263.0;
        float v263 = seed * 263.5f;
        Object v264 = "o" + 264;
        int v265 = seed + 265;
        long v266 = seed * 266L;
        double v267 = seed / 268.0;
        float v268 = seed * 268.5f;
        Object v269 = "o" + 269;
        int v270 = seed + 270;
        long v271 = seed * 271L;
        double v272 = seed / 273.0;
        float v273 = seed * 273.5f;
        Object v274 = "o" + 274;
        int v275 = seed + 275;
        long v276 = seed * 276L;
        double v277 = seed / 278.0;
        float v278 = seed * 278.5f;
        Object v279 = "o" + 279;
        int v280 = seed + 280;
        long v281 = seed * 281L;
        double v282 = seed / 283.0;
        float v283 = seed * 283.5f;
        Object v284 = "o" + 284;
        int v285 = seed + 285;
        long v286 = seed * 286L;
        double v287 = seed / 288.0;
        float v288 = seed * 288.5f;
        Object v289 = "o" + 289;
        int v290 = seed + 290;
        long v291 = seed * 291L;
        double v292 = seed / 293.0;
        float v293 = seed * 293.5f;
        Object v294 = "o" + 294;
        int v295 = seed + 295;
        long v296 = seed * 296L;
        double v297 = seed / 298.0;
        float v298 = seed * 298.5f;
        Object v299 = "o" + 299;
        for (int k = 0; k < 50; k++) {
            v295 += k;
            v295++;
            v295 += 1000;
            v295 -= 32000;
            v290 = v295 - v5;
            v296 ^= v291 + k;
            v297 += v2;
            v298 *= 1.01f;
            v294 = v294 + "" + k % 3;
        }
        return "" + v0 + "," + v1 + "," + v2 + "," + v3 + "," + v4 + "," + v100 + "," + v101 + "," + v102 + "," + v103 + "," + v104
                + "," + v255 + "," + v256 + "," + v257 + "," + v258 + "," + v259 + "," + v290 + "," + v291 + "," + v292 + "," + v293
                + "," + v294 + "," + v295 + "," + v296 + "," + v297 + "," + v298 + "," + v299;
    }

    static long args(int a0, long a1, int a2, long a3, int a4, long a5, int a6, long a7, int a8, long a9, int a10, long a11, int a12,
            long a13, int a14, long a15, int a16, long a17, int a18, long a19, int a20, long a21, int a22, long a23, int a24, long a25,
            int a26, long a27, int a28, long a29, int a30, long a31, int a32, long a33, int a34, long a35, int a36, long a37, int a38,
            long a39, int a40, long a41, int a42, long a43, int a44, long a45, int a46, long a47, int a48, long a49, int a50, long a51,
            int a52, long a53, int a54, long a55, int a56, long a57, int a58, long a59, int a60, long a61, int a62, long a63, int a64,
            long a65, int a66, long a67, int a68, long a69, int a70, long a71, int a72, long a73, int a74, long a75, int a76, long a77,
            int a78, long a79, int a80, long a81, int a82, long a83, int a84, long a85, int a86, long a87, int a88, long a89, int a90,
            long a91, int a92, long a93, int a94, long a95, int a96, long a97, int a98, long a99, int a100, long a101, int a102,
            long a103, int a104, long a105, int a106, long a107, int a108, long a109, int a110, long a111, int a112, long a113, int a114,
            long a115, int a116, long a117, int a118, long a119, int a120, long a121, int a122, long a123, int a124, long a125, int a126,
            long a127, int a128, long a129, int a130, long a131, int a132, long a133, int a134, long a135, int a136, long a137, int a138,
            long a139, int a140, long a141, int a142, long a143, int a144, long a145, int a146, long a147, int a148, long a149, int a150,
            long a151, int a152, long a153, int a154, long a155, int a156, long a157, int a158, long a159) {
        return a0 * 0 + a1 * 1 + a2 * 2 + a3 * 3 + a4 * 4 + a5 * 5 + a6 * 6 + a7 * 7 + a8 * 8 + a9 * 9 + a10 * 10 + a11 * 11 + a12 *
                12 + a13 * 13 + a14 * 14 + a15 * 15 + a16 * 16 + a17 * 17 + a18 * 18 + a19 * 19 + a20 * 20 + a21 * 21 + a22 * 22 +
                a23 * 23 + a24 * 24 + a25 * 25 + a26 * 26 + a27 * 27 + a28 * 28 + a29 * 29 + a30 * 30 + a31 * 31 + a32 * 32 + a33 *
                33 + a34 * 34 + a35 * 35 + a36 * 36 + a37 * 37 + a38 * 38 + a39 * 39 + a40 * 40 + a41 * 41 + a42 * 42 + a43 * 43 +
                a44 * 44 + a45 * 45 + a46 * 46 + a47 * 47 + a48 * 48 + a49 * 49 + a50 * 50 + a51 * 51 + a52 * 52 + a53 * 53 + a54 *
                54 + a55 * 55 + a56 * 56 + a57 * 57 + a58 * 58 + a59 * 59 + a60 * 60 + a61 * 61 + a62 * 62 + a63 * 63 + a64 * 64 +
                a65 * 65 + a66 * 66 + a67 * 67 + a68 * 68 + a69 * 69 + a70 * 70 + a71 * 71 + a72 * 72 + a73 * 73 + a74 * 74 + a75 *
                75 + a76 * 76 + a77 * 77 + a78 * 78 + a79 * 79 + a80 * 80 + a81 * 81 + a82 * 82 + a83 * 83 + a84 * 84 + a85 * 85 +
                a86 * 86 + a87 * 87 + a88 * 88 + a89 * 89 + a90 * 90 + a91 * 91 + a92 * 92 + a93 * 93 + a94 * 94 + a95 * 95 + a96 *
                96 + a97 * 97 + a98 * 98 + a99 * 99 + a100 * 100 + a101 * 101 + a102 * 102 + a103 * 103 + a104 * 104 + a105 * 105 +
                a106 * 106 + a107 * 107 + a108 * 108 + a109 * 109 + a110 * 110 + a111 * 111 + a112 * 112 + a113 * 113 + a114 * 114 +
                a115 * 115 + a116 * 116 + a117 * 117 + a118 * 118 + a119 * 119 + a120 * 120 + a121 * 121 + a122 * 122 + a123 * 123 +
                a124 * 124 + a125 * 125 + a126 * 126 + a127 * 127 + a128 * 128 + a129 * 129 + a130 * 130 + a131 * 131 + a132 * 132 +
                a133 * 133 + a134 * 134 + a135 * 135 + a136 * 136 + a137 * 137 + a138 * 138 + a139 * 139 + a140 * 140 + a141 * 141 +
                a142 * 142 + a143 * 143 + a144 * 144 + a145 * 145 + a146 * 146 + a147 * 147 + a148 * 148 + a149 * 149 + a150 * 150 +
                a151 * 151 + a152 * 152 + a153 * 153 + a154 * 154 + a155 * 155 + a156 * 156 + a157 * 157 + a158 * 158 + a159 * 159;
    }

    static long args255(int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12,
            int a13, int a14, int a15, int a16, int a17, int a18, int a19, int a20, int a21, int a22, int a23, int a24, int a25, int a26,
            int a27, int a28, int a29, int a30, int a31, int a32, int a33, int a34, int a35, int a36, int a37, int a38, int a39, int a40,
            int a41, int a42, int a43, int a44, int a45, int a46, int a47, int a48, int a49, int a50, int a51, int a52, int a53, int a54,
            int a55, int a56, int a57, int a58, int a59, int a60, int a61, int a62, int a63, int a64, int a65, int a66, int a67, int a68,
            int a69, int a70, int a71, int a72, int a73, int a74, int a75, int a76, int a77, int a78, int a79, int a80, int a81, int a82,
            int a83, int a84, int a85, int a86, int a87, int a88, int a89, int a90, int a91, int a92, int a93, int a94, int a95, int a96,
            int a97, int a98, int a99, int a100, int a101, int a102, int a103, int a104, int a105, int a106, int a107, int a108, int a109,
            int a110, int a111, int a112, int a113, int a114, int a115, int a116, int a117, int a118, int a119, int a120, int a121,
            int a122, int a123, int a124, int a125, int a126, int a127, int a128, int a129, int a130, int a131, int a132, int a133,
            int a134, int a135, int a136, int a137, int a138, int a139, int a140, int a141, int a142, int a143, int a144, int a145,
            int a146, int a147, int a148, int a149, int a150, int a151, int a152, int a153, int a154, int a155, int a156, int a157,
            int a158, int a159, int a160, int a161, int a162, int a163, int a164, int a165, int a166, int a167, int a168, int a169,
            int a170, int a171, int a172, int a173, int a174, int a175, int a176, int a177, int a178, int a179, int a180, int a181,
            int a182, int a183, int a184, int a185, int a186, int a187, int a188, int a189, int a190, int a191, int a192, int a193,
            int a194, int a195, int a196, int a197, int a198, int a199, int a200, int a201, int a202, int a203, int a204, int a205,
            int a206, int a207, int a208, int a209, int a210, int a211, int a212, int a213, int a214, int a215, int a216, int a217,
            int a218, int a219, int a220, int a221, int a222, int a223, int a224, int a225, int a226, int a227, int a228, int a229,
            int a230, int a231, int a232, int a233, int a234, int a235, int a236, int a237, int a238, int a239, int a240, int a241,
            int a242, int a243, int a244, int a245, int a246, int a247, int a248, int a249, int a250, int a251, int a252, int a253,
            int a254) {
        return a0 + a100 * 3 + a254 * 7L;
    }

    public static void main(String[] x) {
        System.out.println(many(3));
        System.out.println(many(-77).hashCode());
        System.out.println(args(0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77, 84, 91, 98, 105, 112, 119, 126, 133, 140, 147, 154,
                161, 168, 175, 182, 189, 196, 203, 210, 217, 224, 231, 238, 245, 252, 259, 266, 273, 280, 287, 294, 301, 308, 315,
                322, 329, 336, 343, 350, 357, 364, 371, 378, 385, 392, 399, 406, 413, 420, 427, 434, 441, 448, 455, 462, 469, 476,
                483, 490, 497, 504, 511, 518, 525, 532, 539, 546, 553, 560, 567, 574, 581, 588, 595, 602, 609, 616, 623, 630, 637,
                644, 651, 658, 665, 672, 679, 686, 693, 700, 707, 714, 721, 728, 735, 742, 749, 756, 763, 770, 777, 784, 791, 798,
                805, 812, 819, 826, 833, 840, 847, 854, 861, 868, 875, 882, 889, 896, 903, 910, 917, 924, 931, 938, 945, 952, 959,
                966, 973, 980, 987, 994, 1001, 1008, 1015, 1022, 1029, 1036, 1043, 1050, 1057, 1064, 1071, 1078, 1085, 1092, 1099,
                1106, 1113));
        System.out.println(args255(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 54, 57, 60, 63, 66, 69, 72,
                75, 78, 81, 84, 87, 90, 93, 96, 99, 102, 105, 108, 111, 114, 117, 120, 123, 126, 129, 132, 135, 138, 141, 144, 147,
                150, 153, 156, 159, 162, 165, 168, 171, 174, 177, 180, 183, 186, 189, 192, 195, 198, 201, 204, 207, 210, 213, 216,
                219, 222, 225, 228, 231, 234, 237, 240, 243, 246, 249, 252, 255, 258, 261, 264, 267, 270, 273, 276, 279, 282, 285,
                288, 291, 294, 297, 300, 303, 306, 309, 312, 315, 318, 321, 324, 327, 330, 333, 336, 339, 342, 345, 348, 351, 354,
                357, 360, 363, 366, 369, 372, 375, 378, 381, 384, 387, 390, 393, 396, 399, 402, 405, 408, 411, 414, 417, 420, 423,
                426, 429, 432, 435, 438, 441, 444, 447, 450, 453, 456, 459, 462, 465, 468, 471, 474, 477, 480, 483, 486, 489, 492,
                495, 498, 501, 504, 507, 510, 513, 516, 519, 522, 525, 528, 531, 534, 537, 540, 543, 546, 549, 552, 555, 558, 561,
                564, 567, 570, 573, 576, 579, 582, 585, 588, 591, 594, 597, 600, 603, 606, 609, 612, 615, 618, 621, 624, 627, 630,
                633, 636, 639, 642, 645, 648, 651, 654, 657, 660, 663, 666, 669, 672, 675, 678, 681, 684, 687, 690, 693, 696, 699,
                702, 705, 708, 711, 714, 717, 720, 723, 726, 729, 732, 735, 738, 741, 744, 747, 750, 753, 756, 759, 762));
    }
}
